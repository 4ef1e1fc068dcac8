public import Glibc

/// Where a socket listens or connects to.
public enum SocketAddress: Hashable, Sendable {
    /// An IPv4 address as a number, and a port.
    case v4(UInt32, port: UInt16)
    /// An IPv6 address in two halves, a port and the interface that a link-local address belongs to.
    case v6(high: UInt64, low: UInt64, port: UInt16, scope: UInt32)
    /// The path of a Unix socket; empty for a peer without a name.
    case unix(String)

    /// The longest path of a Unix socket, in bytes.
    public static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// AF_INET, AF_INET6 or AF_UNIX.
    public var family: Int32 {
        switch self {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// The port; 0 for a Unix socket.
    public var port: UInt16 {
        switch self {
        case .v4(_, let port), .v6(_, _, let port, _): port
        case .unix: 0
        }
    }

    /// Whether only this machine can be at the other end.
    public var isLocal: Bool {
        switch self {
        case .v4(let address, _): address >> 24 == 127
        case .v6(let high, let low, _, _): high == 0 && low == 1
        case .unix: true
        }
    }

    /// Whether this is a Unix socket.
    public var isUnix: Bool {
        if case .unix = self { true } else { false }
    }

    /// Calls `body` with the system's form of the address.
    public func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch self {
        case .v4(let address, let port):
            var form = sockaddr_in()
            form.sin_family = sa_family_t(AF_INET)
            form.sin_port = port.bigEndian
            form.sin_addr.s_addr = address.bigEndian
            return Self.pass(&form, body)
        case .v6(let high, let low, let port, let scope):
            var form = sockaddr_in6()
            form.sin6_family = sa_family_t(AF_INET6)
            form.sin6_port = port.bigEndian
            form.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &form.sin6_addr) {
                $0.storeBytes(of: high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return Self.pass(&form, body)
        case .unix(let path):
            var form = sockaddr_un()
            form.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &form.sun_path) { $0.copyBytes(from: path.utf8.prefix(Self.longestPath)) }
            return Self.pass(&form, body)
        }
    }

    private static func pass<Form, Result>(
        _ form: inout Form, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &form) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<Form>.size)) }
        }
    }

    /// Reads the system's form; nil for a family that is neither IP nor Unix.
    public init?(_ storage: sockaddr_storage) {
        var storage = storage
        let family = Int32(storage.ss_family)
        let address = withUnsafeBytes(of: &storage) { bytes -> SocketAddress? in
            switch family {
            case AF_INET:
                let form = bytes.loadUnaligned(as: sockaddr_in.self)
                return .v4(UInt32(bigEndian: form.sin_addr.s_addr), port: UInt16(bigEndian: form.sin_port))
            case AF_INET6:
                let form = bytes.loadUnaligned(as: sockaddr_in6.self)
                return Self.read(form)
            case AF_UNIX:
                let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
                return .unix(String(decoding: bytes[start...].prefix { $0 != 0 }, as: UTF8.self))
            default: return nil
            }
        }
        guard let address else { return nil }
        self = address
    }

    private static func read(_ form: sockaddr_in6) -> SocketAddress {
        withUnsafeBytes(of: form.sin6_addr) { address in
            let high = UInt64(bigEndian: address.loadUnaligned(as: UInt64.self))
            let low = UInt64(bigEndian: address.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let port = UInt16(bigEndian: form.sin6_port)
            // An IPv4 client of a dual-stack listener is an IPv4 client.
            if high == 0 && low >> 32 == 0xffff { return .v4(UInt32(truncatingIfNeeded: low), port: port) }
            return .v6(high: high, low: low, port: port, scope: form.sin6_scope_id)
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `127.0.0.1:1337`, `[::1]:1337` or `unix:/path`.
    public var description: String {
        switch self {
        case .unix(let path): return "unix:\(path)"
        case .v4(let address, let port):
            let bytes = (0..<4).map { String(address >> UInt32(24 - 8 * $0) & 255) }
            return "\(bytes.joined(separator: ".")):\(port)"
        case .v6(_, _, let port, _):
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = withSockaddr { getnameinfo($0, $1, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) }
            let host =
                code == 0 ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "?"
            return "[\(host)]:\(port)"
        }
    }
}
