/// The section `dashboard`: the HTTP server of the dashboard and the API.
public struct DashboardSettings: Sendable, Equatable {
    /// A path that may be read without a key.
    public enum PublicPath: String, Sendable, CaseIterable {
        case greylist, passcheck, resource, metrics
    }

    /// Where it listens.
    public var listen = Endpoint.tcp(host: "127.0.0.1", port: 4004)
    /// The certificate; required beyond loopback.
    public var tls: TLSSettings?
    /// What may be read without a key.
    public var publicPaths: [PublicPath] = []
    /// Who has access.
    public var keys: [AccessKeySettings] = []
    /// Names under which it is reached, beside addresses and `localhost`.
    public var hosts: [String] = []
    /// How long an answer may take.
    public var requestTimeout = Duration.seconds(60)
    /// How many queries are answered.
    public var rateLimit = RateLimitSettings()
    /// Where the API is made known, nil for nowhere.
    public var serviceDiscovery: ServiceDiscoverySettings?

    static let schema = Schema(
        DashboardSettings(),
        [
            Key("listen", \.listen, .listenAddress, "Where it listens."),
            Key(
                "tls", \.tls, .optional(.section(TLSSettings.schema)),
                "The certificate; required beyond loopback. Once it is there, nothing is served without TLS."),
            Key("public", \.publicPaths, .list(.choice), "The read-only paths that need no key.", .live),
            Key(
                "keys", \.keys, .sections(AccessKeySettings.schema, named: \.name),
                "Who has access; at least one beyond loopback.", .live),
            Key(
                "hosts", \.hosts, .list(.host),
                "Names under which it is reached, such as that of a web server before it; addresses and `localhost` "
                    + "need not be named. Requests for other names are refused.", .live),
            Key(
                "request_timeout", \.requestTimeout, .duration(.seconds(1)...Duration.seconds(3600)),
                "How long an answer may take."),
            Key("rate_limit", \.rateLimit, .section(RateLimitSettings.schema), "How many queries are answered."),
            Key(
                "service_discovery", \.serviceDiscovery, .optional(.section(ServiceDiscoverySettings.schema)),
                "The registry at which the API is made known.", .live),
        ],
        check: { dashboard, node, reader in
            if dashboard.tls?.clientAuthority != nil {
                reader.report(node.position, "client certificates are not asked for here: leave client_authority out")
            }
            guard !dashboard.listen.isLoopback else { return }
            if dashboard.tls == nil {
                reader.report(node.position, "\(dashboard.listen) is beyond loopback: tls is missing")
            }
            if dashboard.keys.isEmpty {
                reader.report(node.position, "\(dashboard.listen) is beyond loopback: keys is missing")
            }
        })
}

/// One of `dashboard.keys`: a key for the API, of which only the digest is known.
public struct AccessKeySettings: Sendable, Equatable {
    /// What a key opens.
    public enum Scope: String, Sendable, CaseIterable {
        case read, write, admin
    }

    /// Whose key it is.
    public var name = ""
    /// The key's SHA-256 digest in hexadecimal.
    public var sha256 = ""
    /// What it opens.
    public var scope = Scope.read

    static let schema = Schema(
        AccessKeySettings(),
        [
            Key("name", \.name, .name, "Whose key it is.", isRequired: true),
            Key(
                "sha256", \.sha256, .sha256,
                "The SHA-256 digest of the key, a text of 32 characters or more.", .live, isRequired: true),
            Key("scope", \.scope, .choice, "What it opens; `admin` and `write` open what `read` opens, too.", .live),
        ],
        check: { key, node, reader in
            guard published.contains(key.sha256.lowercased()) else { return }
            reader.report(node.position, "everybody knows this key from goProbe's documentation: make one of your own")
        })

    /// The keys of goProbe's example, and the digests of them.
    private static let published: Set<String> = [
        "da53ae3fb482db63d9606a9324a694bf51f7ad47623c04ab7b97a811f2a78e05",
        "9e3b84ae1437a73154ac5c48a37d5085a3f6e68621b56b626f81620de271a2f6",
        "0b008418c0397bb64762ba669830a9f12ec95727f706c106e1a5d01cd1029a61",
        "afaf37fb075a9c05be9eea80502af6a81dc8ae61882958b78a99e5c9e8837f14",
    ]
}
