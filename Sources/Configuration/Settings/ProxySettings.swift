import Bytes

/// One of `proxies`: addresses to listen on, and the PostgreSQL server behind them.
public struct ProxySettings: Sendable, Equatable {
    /// How much of a statement's text is kept.
    public enum CaptureLevel: String, Sendable, CaseIterable {
        /// No literal stands anywhere on disk.
        case fingerprint
        /// Sampled texts of each fingerprint.
        case text
        /// Sampled texts with the values bound to their parameters.
        case parameters
    }

    /// When TLS is used towards the server, and how much of its certificate is checked, as libpq's `sslmode` has it.
    public enum UpstreamTLS: String, Sendable, CaseIterable {
        /// Never.
        case disable
        /// When the server offers it.
        case prefer
        /// Always; the certificate is not checked.
        case require
        /// Always; the certificate is signed by a known authority.
        case verifyAuthority = "verify-ca"
        /// Always; it also names the host.
        case verifyFull = "verify-full"
    }

    /// What a finding leads to.
    public enum Reaction: String, Sendable, CaseIterable {
        /// It is recorded.
        case record
        /// It is recorded and alerts are sent.
        case alert
        /// The statement is refused as well.
        case block
    }

    /// The proxy's name in every table, unique in a sensor.
    public var name = ""
    /// Where clients connect.
    public var listen: [Endpoint] = []
    /// The server.
    public var upstream = Endpoint.tcp(host: "localhost", port: 5432)
    /// TLS towards clients, none without a certificate.
    public var tls: TLSSettings?
    /// TLS towards the server.
    public var upstreamTLS = UpstreamTLS.prefer
    /// The file of the authorities that the server's certificate is checked with, PEM; nil for the system's own.
    public var upstreamTLSAuthority: String?
    /// The file of the proxy's own certificate chain for servers that ask for one, PEM.
    public var upstreamTLSCertificate: String?
    /// The file of its key, PEM.
    public var upstreamTLSKey: String?
    /// Where SCRAM verifiers come from; nil leaves all of SCRAM to the server and the client.
    public var scram: ScramSettings?
    /// How much of a statement's text is kept.
    public var capture = CaptureLevel.text
    /// What findings lead to, by their kind.
    public var reactions: [String: Reaction] = [:]
    /// The most clients at a time; more are refused with SQLSTATE 53300.
    public var maximumClients = 10_000
    /// The most clients at a time from one address; 0 for any number.
    public var maximumClientsPerAddress = 0
    /// The most clients at a time of one user; 0 for any number.
    public var maximumClientsPerUser = 0
    /// How long a client may take from connecting to being let in by the server.
    public var authenticationTimeout = Duration.seconds(60)
    /// How long connecting to the server may take.
    public var connectTimeout = Duration.seconds(10)
    /// Whether a client from another machine may be let in by the server without having been asked for anything.
    public var allowsTrust = false
    /// The users with whom the server is asked, before the proxy listens beyond this machine, whether it lets them in
    /// without a password.
    public var probeUsers = ["postgres"]

    /// The proxy of a sensor without a configuration.
    static let standard: ProxySettings = {
        var proxy = ProxySettings()
        proxy.name = "postgresql"
        proxy.listen = [.tcp(host: "localhost", port: 1337)]
        return proxy
    }()
}

extension ProxySettings {
    static let schema = Schema(
        ProxySettings(),
        [
            Key("name", \.name, .name, "The proxy's name in every table; no other proxy has it.", isRequired: true),
            Key(
                "listen", \.listen, .list(.listenAddress),
                "Where clients connect: `HOST:PORT`, `*:PORT` for every address of the machine, `unix:FOLDER` or "
                    + "`unix:FOLDER:PORT` for the socket `.s.PGSQL.PORT` in a folder. Port 0 is any free one.",
                isRequired: true),
            Key(
                "upstream", \.upstream, .upstreamAddress,
                "The PostgreSQL server: `HOST`, `HOST:PORT`, `unix:FOLDER` or `unix:FOLDER:PORT`; "
                    + "port 5432 unless given.",
                .live, isRequired: true),
            Key(
                "tls", \.tls, .optional(.section(TLSSettings.schema)),
                "TLS towards clients; none without this section. A reload takes new files for new sessions.", .live),
            Key(
                "upstream_tls", \.upstreamTLS, .choice,
                "When TLS is used towards the server, as libpq's `sslmode` has it; never on a Unix socket.", .live),
            Key(
                "upstream_tls_authority", \.upstreamTLSAuthority, .optional(.path),
                "The file of the authorities for `verify-ca` and `verify-full`, PEM; the system's own without it.",
                .live),
            Key(
                "upstream_tls_certificate", \.upstreamTLSCertificate, .optional(.path),
                "The file of the proxy's own certificate chain, PEM, for servers that ask for one (`cert`, "
                    + "`clientcert`).", .live),
            Key(
                "upstream_tls_key", \.upstreamTLSKey, .optional(.secretPath), "The file of its private key, PEM.", .live
            ),
            Key(
                "scram", \.scram, .optional(.section(ScramSettings.schema)),
                "Where verifiers come from, so that clients with TLS can use channel binding although the server's "
                    + "certificate is another one. Without this section SCRAM is between client and server alone."),
            Key(
                "capture", \.capture, .choice,
                "What is kept of a statement's text: `fingerprint` keeps no literal, `text` samples of it, "
                    + "`parameters` also the values bound to it.", .live),
            Key(
                "on", \.reactions, .map(.choice, keyed: "kind of incident", checkKey: IncidentKind.check),
                "What a finding leads to, by its kind: `record`, `alert` or `block`.", isBuilt: false),
            Key(
                "max_clients", \.maximumClients, .integer(1...1_000_000),
                "The most clients at a time; more are refused with SQLSTATE 53300.", .live),
            Key(
                "max_clients_per_address", \.maximumClientsPerAddress, .integer(0...1_000_000),
                "The most clients at a time from one address; 0 for any number.", .live),
            Key(
                "max_clients_per_user", \.maximumClientsPerUser, .integer(0...1_000_000),
                "The most clients at a time of one user, once let in; 0 for any number.", .live),
            Key(
                "authentication_timeout", \.authenticationTimeout, .duration(.seconds(1)...Duration.seconds(600)),
                "How long a client may take from connecting to being let in.", .live),
            Key(
                "connect_timeout", \.connectTimeout, .duration(.milliseconds(100)...Duration.seconds(600)),
                "How long connecting to the server may take.", .live),
            Key(
                "allow_trust", \.allowsTrust, .boolean,
                "Whether a client from another machine is let in when the server asked it for nothing. The server "
                    + "sees the sensor's address, so a `trust` line meant for local connections would otherwise let "
                    + "in anybody. It is also asked before the proxy listens beyond this machine.", .live),
            Key(
                "probe_users", \.probeUsers, .list(.text),
                "The users with whom the server is asked then, beside those of the userlist and a made-up one, "
                    + "whether it lets them in without a password."),
        ],
        check: { proxy, node, reader in
            let position = node.entries.first { $0.key == "listen" }?.value.position
            if proxy.listen.isEmpty { reader.report(position, "listen: a proxy has at least one address") }
            if proxy.listen.contains(where: { $0.overlaps(proxy.upstream) }) {
                reader.report(position, "the upstream \(proxy.upstream) is the proxy itself")
            }
            if (proxy.upstreamTLSCertificate == nil) != (proxy.upstreamTLSKey == nil) {
                reader.report(node.position, "upstream_tls_certificate and upstream_tls_key go together")
            }
        })
}

/// The kinds of incident that a reaction can be set for.
enum IncidentKind {
    static let names = [
        "rate_spike", "auth_burst", "sql_injection", "novel_query", "auth_spray", "auth_distributed",
        "login_after_burst", "volume", "error_burst", "unusual_hours", "new_table", "mass_write", "privilege_change",
        "system_function", "n_plus_one", "slow_statement", "too_complex", "rule", "decoy", "honeytoken",
        "decoy_maintenance",
    ]

    /// What is wrong with a name, nil when it is a kind.
    @Sendable static func check(_ name: String) -> InvalidValue? {
        if names.contains(name) { return nil }
        let nearest = NearestName.find(name, among: names)
        let message = nearest == nil ? "unknown kind; the kinds are \(names.joined(separator: ", "))" : "unknown kind"
        return InvalidValue(message, suggestion: nearest)
    }
}
