import Bytes
import Observations

/// The columns of a file, brought together with those of a table.
struct FileColumns: Sendable {
    let schema: TableSchema
    /// The names as they stand in the file.
    let names: [String]
    /// What each column of the file is, in the file's order.
    let columns: [FileColumn]
    /// The interface of all rows, when the file has no column of it.
    let interface: String?
    /// Whether the file is one that goProbe exported, which ends with totals.
    let hasTotals: Bool

    /// Other names of a table's columns: goConvert's, those of goProbe's export, and what other tools write.
    private static let synonyms = [
        "tstamp": "time", "ts": "time", "timestamp": "time", "src": "sip", "dst": "dip", "protocol": "proto",
        "ipproto": "proto", "port": "dport", "interface": "iface", "host": "sensor", "hostname": "sensor",
        "packets received": "packets_rcvd", "packets sent": "packets_sent", "data vol. received": "bytes_rcvd",
        "data vol. sent": "bytes_sent", "pkts_rcvd": "packets_rcvd", "pkts_sent": "packets_sent",
        "pkts_in": "packets_rcvd", "pkts_out": "packets_sent", "packets_in": "packets_rcvd",
        "packets_out": "packets_sent", "bytes_in": "bytes_rcvd", "bytes_out": "bytes_sent",
        "fp": "fingerprint", "db": "database", "app": "application",
    ]

    /// What exports have besides a table's columns, and what follows from those.
    private static let derived: Set<String> = ["%", "mean", "p50", "p95", "p99", "errors", "sql", "hostid"]

    /// - Throws: What is wrong with the names; `line` is where they stand.
    init(_ names: [String], line: Int?, options: ImportOptions) throws(ImportError) {
        schema = options.table
        self.names = names
        hasTotals = names.contains("packets received")
        var columns: [FileColumn] = []
        var owners: [Int: String] = [:]
        for (place, name) in names.enumerated() {
            guard let index = try Self.index(of: name, place: place, line: line, options) else {
                columns.append(.ignored)
                continue
            }
            if let owner = owners[index] {
                throw ImportError(
                    line: line,
                    "both '\(owner)' and '\(name)' are the column \(schema.columns[index].name): "
                        + "leave one out with --ignore")
            }
            owners[index] = name
            columns.append(.stored(index, FieldKind(schema.columns[index])))
        }
        self.columns = columns
        interface = try Self.interface(isColumn: schema.index(of: "iface").map { owners[$0] != nil } ?? false, options)
        try requireColumns(Set(owners.keys), line: line)
        for name in options.ignored where !names.contains(name) {
            throw ImportError("--ignore names '\(name)', which is no column of the file: \(Self.list(names))")
        }
    }

    /// The table's column that a name means; nil for one that is left out.
    private static func index(
        of name: String, place: Int, line: Int?, _ options: ImportOptions
    ) throws(ImportError) -> Int? {
        if options.ignored.contains(name) { return nil }
        let schema = options.table
        let lower = name.lowercased()
        if let index = schema.index(of: lower) ?? synonyms[lower].flatMap({ schema.index(of: $0) }) { return index }
        if derived.contains(lower) { return nil }
        if name.isEmpty { throw ImportError(line: line, "column \(place + 1) has no name") }
        if lower.utf8.allSatisfy({ !(0x61...0x7a).contains($0) }) {
            throw ImportError(
                line: line, "'\(Excerpt.of(name))' is no name of a column: say the file's columns with --schema")
        }
        let hint = NearestName.find(lower, among: schema.columns.map(\.name)).map { "did you mean '\($0)'? " } ?? ""
        throw ImportError(
            line: line,
            "\(schema.name) has no column '\(Excerpt.of(name))': \(hint)It has \(list(schema.columns.map(\.name))); "
                + "--ignore leaves a column of the file out")
    }

    private static func interface(isColumn: Bool, _ options: ImportOptions) throws(ImportError) -> String? {
        guard options.table.index(of: "iface") != nil else {
            if options.interface == nil { return nil }
            throw ImportError("the table \(options.table.name) has no interfaces: leave out -i")
        }
        switch (isColumn, options.interface) {
        case (true, nil): return nil
        case (false, let name?): return name
        case (true, _?):
            throw ImportError("the file has a column of interfaces: leave out -i, or that column with --ignore")
        case (false, nil):
            throw ImportError("the file does not say which interface its flows passed: say it with -i, such as -i eth0")
        }
    }

    private func requireColumns(_ found: Set<Int>, line: Int?) throws(ImportError) {
        guard found.contains(0) else {
            throw ImportError(
                line: line, "there is no column of times: one of time, tstamp and ts is needed, in \(Self.list(names))")
        }
        let counters = schema.columns.indices.filter { schema.columns[$0].role == .counter }
        guard counters.contains(where: found.contains) else {
            let wanted = counters.map { schema.columns[$0].name }
            throw ImportError(
                line: line,
                "there is no counter of the table \(schema.name): at least one of \(Self.list(wanted)) is needed")
        }
    }

    private static func list(_ names: [String]) -> String { names.map { Excerpt.of($0) }.joined(separator: ", ") }

    /// The table's columns that the file does not have.
    var absent: [String] {
        let found = columns.compactMap { column in if case .stored(let index, _) = column { index } else { nil } }
        return schema.columns.indices.filter {
            !found.contains($0) && !(interface != nil && schema.columns[$0].name == "iface")
        }.map { schema.columns[$0].name }
    }
}
