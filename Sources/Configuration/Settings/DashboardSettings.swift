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

    static let schema = Schema(
        DashboardSettings(),
        [
            Key("listen", \.listen, .listenAddress, "Where it listens."),
            Key(
                "tls", \.tls, .optional(.section(TLSSettings.schema)), "The certificate; required beyond loopback."),
            Key("public", \.publicPaths, .list(.choice), "The read-only paths that need no key."),
            Key(
                "keys", \.keys, .sections(AccessKeySettings.schema, named: \.name),
                "Who has access; at least one beyond loopback."),
        ],
        check: { dashboard, node, reader in
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
            Key("sha256", \.sha256, .sha256, "The key's SHA-256 digest.", isRequired: true),
            Key("scope", \.scope, .choice, "What it opens."),
        ])
}
