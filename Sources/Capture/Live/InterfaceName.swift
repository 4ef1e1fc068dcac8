import Bytes
import Glibc

/// The interfaces of the machine, and patterns of their names.
enum InterfaceName {
    /// The names of all interfaces there are now.
    static func all() -> [String] {
        guard let list = if_nameindex() else { return [] }
        defer { if_freenameindex(list) }
        var names: [String] = []
        var next = list
        while let name = next.pointee.if_name {
            names.append(String(cString: name))
            next += 1
        }
        return names
    }

    /// Whether the interface is up; also when that cannot be known, as of the pseudo-interface `any`.
    static func isUp(_ name: String) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        // An ifreq: the name in 16 bytes, then the flags.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<min(15, name.utf8.count), with: name.utf8.prefix(15))
        guard ioctl(descriptor, UInt(SIOCGIFFLAGS), &request) == 0 else { return true }
        return request[16] & UInt8(IFF_UP) != 0
    }

    /// The interface's Ethernet address; empty when it has none, as loopback.
    static func hardwareAddress(_ name: String) -> [UInt8] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = entry.ifa_addr, Int32(address.pointee.sa_family) == AF_PACKET,
                String(cString: entry.ifa_name) == name
            else { continue }
            // A sockaddr_ll: the length of the address in byte 11, the address behind.
            let bytes = UnsafeRawBufferPointer(start: address, count: 18)
            let isAddress = bytes[11] == 6 && bytes[12...].contains { $0 != 0 }
            return isAddress ? Array(bytes[12...]) : []
        }
        return []
    }
}

/// A name, or a pattern between slashes that whole names match: a POSIX extended regular expression.
///
/// Only `deinit` changes it, so that it may go between threads.
final class InterfacePattern: @unchecked Sendable {
    let text: String
    private let expression: UnsafeMutablePointer<regex_t>?

    /// Whether a key is a pattern, rather than a name.
    static func isPattern(_ text: String) -> Bool { text.utf8.count > 2 && text.hasPrefix("/") && text.hasSuffix("/") }

    init(_ text: String) throws(CaptureError) {
        self.text = text
        guard Self.isPattern(text) else {
            expression = nil
            return
        }
        guard text.utf8.count <= 256, PatternSize.of(text) <= 1000 else {
            throw CaptureError(.pattern, "the pattern \(text) of interfaces is too large for a name")
        }
        let expression = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        expression.initialize(to: regex_t())
        let code = regcomp(expression, "^(\(text.dropFirst().dropLast()))$", REG_EXTENDED | REG_NOSUB)
        guard code == 0 else {
            var reason = [CChar](repeating: 0, count: 256)
            regerror(code, expression, &reason, reason.count)
            expression.deallocate()
            let words = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw CaptureError(.pattern, "the pattern \(text) of interfaces is not understood: \(words)")
        }
        self.expression = expression
    }

    deinit {
        if let expression {
            regfree(expression)
            expression.deallocate()
        }
    }

    func matches(_ name: String) -> Bool {
        guard let expression else { return name == text }
        return regexec(expression, name, 0, nil, 0) == 0
    }
}
