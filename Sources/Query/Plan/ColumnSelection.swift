import Observations

/// The columns that a query asks of one table.
struct ColumnSelection {
    private(set) var dimensions: [Int] = []
    private(set) var measures: [Measure] = []

    /// goQuery's names for sets of columns.
    static let queryTypes: [String: [String]] = [
        "talk_src": ["sip"], "talk_dst": ["dip"], "talk_conv": ["sip", "dip"], "apps_port": ["dport", "proto"],
        "agg_talk_port": ["sip", "dip", "dport", "proto"],
    ]

    /// Reads a list of names; the first one that the table does not have is returned as the failure.
    /// - Parameter directions: Which of the figures are shown that are not named.
    static func read(
        _ text: String, schema: TableSchema, directions: Directions = .both
    ) -> Result<ColumnSelection, UnknownColumn> {
        var selection = ColumnSelection()
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { Self.trimmed($0) }
        for name in names {
            for part in queryTypes[name.lowercased()] ?? [name] {
                guard selection.add(part, schema) else { return .failure(UnknownColumn(name: part)) }
            }
        }
        if selection.measures.isEmpty {
            selection.measures = Measure.standard(for: schema).filter {
                CounterName($0.name(in: schema)).isShown(directions)
            }
        }
        return .success(selection)
    }

    /// The names of a list that the table does not have.
    static func unknown(_ text: String, _ schema: TableSchema) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { Self.trimmed($0) }.filter { name in
            var selection = ColumnSelection()
            return !(queryTypes[name.lowercased()] ?? [name]).allSatisfy { selection.add($0, schema) }
        }
    }

    /// A name that is no column of the table.
    struct UnknownColumn: Error {
        let name: String
    }

    private mutating func add(_ name: String, _ schema: TableSchema) -> Bool {
        if name.lowercased() == "raw" {
            for index in schema.columns.indices where schema.columns[index].role != .counter { add(dimension: index) }
            return true
        }
        if let measure = Measure.named(name, in: schema) {
            if !measures.contains(measure) { measures.append(measure) }
            return true
        }
        // goQuery's host is the machine that saw the flow; in conditions it is either end.
        let column = name.lowercased() == "host" ? "hostname" : name
        guard let index = ColumnNames.index(of: column, in: schema) else { return false }
        add(dimension: index)
        return true
    }

    private mutating func add(dimension index: Int) {
        if !dimensions.contains(index) { dimensions.append(index) }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
