import Bytes

/// A query as a JSON object with goQuery's keys: what a file for `--stored-query` and the body of an API call hold.
public struct StoredQuery: Sendable {
    /// The query; what the object does not name is as usual.
    public var arguments: QueryArguments
    /// The file that the answer goes to; nil is standard output.
    public var output: String?
    /// Who asks, for the query log.
    public var caller: String?

    /// A query for columns, everything else as usual.
    public init(columns: String) { arguments = QueryArguments(columns: columns) }

    /// Reads an object. Keys are those of goQuery, in any letter case and with or without underscores; `//` comments
    /// are allowed.
    /// - Parameter format: How the answer is printed when the object does not say.
    /// - Throws: `QueryError` that names the key, what it should be, and the place.
    public init(json: some Sequence<UInt8>, format: OutputFormat = .text) throws(QueryError) {
        arguments = QueryArguments(columns: "")
        arguments.format = format
        var seen: [String: JSONMember] = [:]
        var flags = DirectionFlags()
        for member in try JSONObjectReader.members(of: Array(json)) {
            guard let key = StoredQueryKey.find(member.key) else { throw Self.unknown(member) }
            if let earlier = seen.updateValue(member, forKey: key.name) {
                throw member.error("stands a second time; the first is at \(earlier.place)")
            }
            guard member.value != .null else { continue }
            try key.read(member, &self, &flags)
        }
        guard !arguments.columns.isEmpty else {
            throw QueryError(.argument, "the key Query is missing: the columns, such as \"sip,dip\"")
        }
        arguments.directions = flags.directions
    }

    private static func unknown(_ member: JSONMember) -> QueryError {
        let names = StoredQueryKey.all.map(\.name)
        let hint = NearestName.find(member.key, among: names).map { "did you mean \($0)?" }
        return QueryError(
            .argument,
            "\(member.place): there is no key \"\(TerminalText.escaped(member.key))\": "
                + (hint ?? "there are " + names.joined(separator: ", ")))
    }
}
