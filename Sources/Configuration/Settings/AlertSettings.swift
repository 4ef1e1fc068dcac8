/// One of `alerts`: where incidents are delivered.
public struct AlertSettings: Sendable, Equatable {
    /// How an incident is delivered.
    public enum Driver: String, Sendable, CaseIterable {
        /// An HTTP request to `url`.
        case webhook
        /// A trap of Bergamot.
        case bergamot
        /// The system's log.
        case syslog
    }

    /// The body of a webhook's request.
    public enum Format: String, Sendable, CaseIterable {
        /// The incident as a JSON object.
        case json
        /// `pot=NAME`, as pg_decoy sends it.
        case form
    }

    /// How severe an incident is.
    public enum Severity: String, Sendable, CaseIterable {
        case info, warning, critical
    }

    /// How an incident is delivered.
    public var driver = Driver.webhook
    /// The webhook's URL.
    public var url: String?
    /// The body of a webhook's request.
    public var format = Format.json
    /// What a webhook's body is signed with.
    public var secret: Secret?
    /// The value of a webhook's Authorization header.
    public var authorization: Secret?
    /// Bergamot's host.
    public var host: String?
    /// Bergamot's key.
    public var key: Secret?
    /// Bergamot's trap.
    public var trap: String?
    /// The least severe incidents that are delivered.
    public var minimumSeverity = Severity.warning

    static let schema = Schema(
        AlertSettings(),
        [
            Key("driver", \.driver, .choice, "How an incident is delivered.", isRequired: true),
            Key("url", \.url, .optional(.url), "The webhook's URL."),
            Key(
                "format", \.format, .choice,
                "The body of a webhook's request: the incident as JSON, or the form `pot=NAME` as pg_decoy sends it."),
            Key(secret: "secret", \.secret, "What a webhook's body is signed with."),
            Key(secret: "authorization", \.authorization, "The value of a webhook's Authorization header."),
            Key("host", \.host, .optional(.text), "Bergamot's host."),
            Key(secret: "key", \.key, "Bergamot's key."),
            Key("trap", \.trap, .optional(.text), "Bergamot's trap."),
            Key("minimum_severity", \.minimumSeverity, .choice, "The least severe incidents that are delivered."),
        ],
        check: { alert, node, reader in
            let missing: [String] =
                switch alert.driver {
                case .webhook: alert.url == nil ? ["url"] : []
                case .bergamot:
                    [
                        alert.host == nil ? "host" : nil, alert.key == nil ? "key" : nil,
                        alert.trap == nil ? "trap" : nil,
                    ].compactMap { $0 }
                case .syslog: []
                }
            for name in missing {
                reader.report(node.position, "the key \(name) is missing, which the driver \(alert.driver) needs")
            }
        })
}
