public import Observations

/// What may stand in the list of a query's columns, and what its rows may be sorted by.
public enum ColumnCompletion {
    /// The tables that a list of columns may be asked of: the one that is named, else those that have all of them.
    public static func tables(_ name: String?, columns: String) -> [TableSchema] {
        if let name { return TableSchema.all.filter { $0.name == name.lowercased() } }
        let fitting = TableSchema.all.filter { isReadable(columns, $0) }
        return columns.isEmpty || fitting.isEmpty ? TableSchema.all : fitting
    }

    /// The lists that `text`, whose last name is not whole, may become.
    public static func candidates(_ text: String, table: String?) -> [String] {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let done = names.dropLast()
        let partial = (names.last ?? "").lowercased()
        let head = done.map { $0 + "," }.joined()
        let taken = Set(done.map { $0.lowercased() })
        var found: [String] = []
        for schema in tables(table, columns: done.joined(separator: ",")) {
            for name in self.names(schema) where name.hasPrefix(partial) && !taken.contains(name) {
                if !found.contains(head + name), isReadable(head + name, schema) { found.append(head + name) }
            }
        }
        return found
    }

    /// What rows may be sorted by.
    public static func sortNames(_ schema: TableSchema) -> [String] {
        let counters = schema.counters.map { CounterName(schema.columns[$0].name) }
        let groups = counters.filter { counter in
            counter.direction != nil && counters.count { $0.group == counter.group } > 1
        }
        var names = ["time"]
        for name in groups.map(\.group) + Measure.all(of: schema).map({ $0.name(in: schema) })
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private static func names(_ schema: TableSchema) -> [String] {
        schema.columns.filter { $0.role != .counter }.map(\.name) + Measure.all(of: schema).map { $0.name(in: schema) }
            + ColumnSelection.queryTypes.keys.sorted() + ["raw"]
    }

    private static func isReadable(_ columns: String, _ schema: TableSchema) -> Bool {
        (try? ColumnSelection.read(columns, schema: schema).get()) != nil
    }
}
