import Observations

/// Sets of networks that have a name.
enum NamedNetworks {
    /// The networks of a name, in any letter case and with `-` for `_`; nil for names that are none.
    static func find(_ name: String) -> [Network]? {
        sets[String(name.lowercased().map { $0 == "-" ? "_" : $0 })]
    }

    /// The names.
    static var names: [String] { sets.keys.sorted() }

    private static let rfc1918 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]

    private static let sets: [String: [Network]] = [
        "rfc1918": networks(rfc1918),
        "private": networks(rfc1918 + ["fc00::/7"]),
        "ula": networks(["fc00::/7"]),
        "loopback": networks(["127.0.0.0/8", "::1/128"]),
        "link_local": networks(["169.254.0.0/16", "fe80::/10"]),
        "multicast": networks(["224.0.0.0/4", "ff00::/8"]),
        "broadcast": networks(["255.255.255.255/32"]),
        "cgnat": networks(["100.64.0.0/10"]),
        "documentation": networks([
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20",
        ]),
        "unspecified": networks(["0.0.0.0/32", "::/128"]),
    ]

    private static func networks(_ texts: [String]) -> [Network] {
        texts.map { text in
            guard let network = Network(text) else { preconditionFailure("\(text) is no network") }
            return network
        }
    }
}
