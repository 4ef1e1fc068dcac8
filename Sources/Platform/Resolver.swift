import Glibc

/// Turns host names into addresses with the system's resolver. Blocks: never call it on an event loop.
public enum Resolver {
    /// A name that has no address, and the resolver's reason.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The host name.
        public let host: String
        /// Why it has no address.
        public let reason: String
        /// Names the host and the reason.
        public var description: String { "cannot resolve \(host): \(reason)" }
    }

    /// Every stream address of a host, in the resolver's order; an empty host or `*` is every local interface.
    public static func addresses(host: String, port: UInt16) throws(Failure) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        let everywhere = host.isEmpty || host == "*"
        if everywhere { hints.ai_flags |= AI_PASSIVE }
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(everywhere ? nil : host, String(port), &hints, &list)
        guard code == 0 else { throw Failure(host: host, reason: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        let found = collect(list)
        guard !found.isEmpty else { throw Failure(host: host, reason: "no address of a known family") }
        return found
    }

    private static func collect(_ list: UnsafeMutablePointer<addrinfo>?) -> [SocketAddress] {
        var found: [SocketAddress] = []
        var entry = list
        while let info = entry?.pointee {
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) {
                $0.copyMemory(from: UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen)))
            }
            if let address = SocketAddress(storage), !found.contains(address) { found.append(address) }
            entry = info.ai_next
        }
        return found
    }
}
