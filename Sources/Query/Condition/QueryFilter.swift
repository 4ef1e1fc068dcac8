public import Observations

/// What the text of a condition asks: which rows are taken, and which groups of them are shown.
public struct QueryFilter: Sendable, Equatable {
    /// Which rows are taken; nil takes all.
    public internal(set) var condition: Condition?
    /// Which groups of flows are shown; nil shows all.
    public internal(set) var direction: FlowDirection?

    /// Takes everything.
    public init() {}

    /// Reads a condition over the columns of a table.
    ///
    /// The grammar is goProbe's, with all its aliases, and `in (a, b)` besides: see `docs/query.md`.
    /// - Parameters:
    ///   - limit: How long finding the addresses of host names may take.
    ///   - resolve: Finds them, once the rest was understood; without it host names are a mistake.
    public init(
        _ text: String, schema: TableSchema, within limit: Duration = .seconds(5), resolve: HostResolver? = nil
    ) throws(ConditionError) {
        let tokens = try ConditionLexer.tokens(of: text)
        var parser = ConditionParser(tokens: tokens, schema: schema)
        self = try parser.parse()
        guard let first = parser.hosts.found.first else { return }
        guard let resolve else {
            throw ConditionError("expected an address or network, found '\(first.name)'", at: first.offset)
        }
        parser = ConditionParser(
            tokens: tokens, schema: schema,
            hosts: try HostNames(resolving: parser.hosts, within: limit, with: resolve))
        self = try parser.parse()
    }

    /// Whether a text is a condition over a table's columns, as far as that can be told without looking up hosts.
    static func isReadable(_ text: String, schema: TableSchema) -> Bool {
        guard let tokens = try? ConditionLexer.tokens(of: text) else { return false }
        var parser = ConditionParser(tokens: tokens, schema: schema)
        return (try? parser.parse()) != nil
    }
}
