import Glibc

/// Finds the names of addresses with the system's resolver, many at once, and no longer than it may take.
public enum ReverseResolver {
    /// The name of each address, in their order; nil for those that have none or were not answered in time.
    public static func names(of addresses: [SocketAddress], within limit: Duration) -> [String?] {
        LookUps.answers(to: addresses, within: limit) { name(of: $0) }.map { $0 ?? nil }
    }

    private static func name(of address: SocketAddress) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = address.withSockaddr {
            getnameinfo($0, $1, &text, socklen_t(text.count), nil, 0, NI_NAMEREQD)
        }
        guard code == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
