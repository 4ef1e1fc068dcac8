/// The section `decoys`: fake tables, and the server that plays PostgreSQL for intruders.
public struct DecoySettings: Sendable, Equatable {
    /// Where the decoy server listens for the database's foreign tables.
    public var listen: Endpoint?
    /// The `HOST:PORT` under which the database reaches it.
    public var advertise: Endpoint?
    /// The server that plays PostgreSQL for whoever connects.
    public var honeypot = HoneypotSettings()
    /// The fake tables.
    public var pots: [PotSettings] = []

    static let schema = Schema(
        DecoySettings(),
        [
            Key("listen", \.listen, .optional(.listenAddress), "Where the decoy server listens; null for none."),
            Key(
                "advertise", \.advertise, .optional(.upstreamAddress),
                "The address under which the database reaches the decoy server."),
            Key("honeypot", \.honeypot, .section(HoneypotSettings.schema), "A server that plays PostgreSQL."),
            Key("pots", \.pots, .sections(PotSettings.schema, named: \.table), "The fake tables."),
        ])
}

/// The section `decoys.honeypot`.
public struct HoneypotSettings: Sendable, Equatable {
    /// Where it listens, nil for nowhere.
    public var listen: Endpoint?

    static let schema = Schema(
        HoneypotSettings(),
        [Key("listen", \.listen, .optional(.listenAddress), "Where it listens; null for nowhere.")])
}

/// One of `decoys.pots`: a table that nobody has an honest reason to read.
public struct PotSettings: Sendable, Equatable {
    /// The table, `schema.name`.
    public var table = ""
    /// The name of the pot in alerts, the table's own when nil.
    public var pot: String?
    /// The ready-made set of columns and bait, nil when `columns` says them.
    public var template: String?
    /// The columns and their types.
    public var columns: [String: String] = [:]
    /// How many rows of bait it shows.
    public var rows = 100

    static let schema = Schema(
        PotSettings(),
        [
            Key("table", \.table, .text, "The table, `schema.name`.", isRequired: true),
            Key("pot", \.pot, .optional(.name), "Its name in alerts.", defaultText: "the table's name"),
            Key("template", \.template, .optional(.name), "A ready-made set of columns and bait."),
            Key("columns", \.columns, .map(.text, keyed: "column"), "The columns and their types."),
            Key("rows", \.rows, .integer(0...10_000_000), "How many rows of bait it shows."),
        ],
        check: { pot, node, reader in
            if (pot.template == nil) == pot.columns.isEmpty {
                reader.report(node.position, "a pot has either a template or columns")
            }
        })
}
