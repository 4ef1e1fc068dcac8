/// Refuses requests that a browser was led to by a name that is not ours: a web page that has its own name point to
/// this machine must not reach what listens here.
struct HostCheck {
    let names: [String]

    func allows(_ header: String?) -> Bool {
        guard let header else { return true }
        let host = Self.host(header)
        if host.isEmpty || Self.isAddress(host) { return !host.isEmpty }
        let lower = host.lowercased()
        let name = lower.hasSuffix(".") ? String(lower.dropLast()) : lower
        return name == "localhost" || names.contains { $0.lowercased() == name }
    }

    /// The host of `HOST:PORT`, without the brackets of an IPv6 address.
    private static func host(_ header: String) -> String {
        if header.hasPrefix("["), let end = header.firstIndex(of: "]") { return String(header[...end]) }
        return String(header.prefix { $0 != ":" })
    }

    /// Nobody else can make an address point here.
    private static func isAddress(_ host: String) -> Bool {
        if host.hasPrefix("[") { return host.hasSuffix("]") }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
