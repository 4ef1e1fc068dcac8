import Bytes
import Observations

/// The names by which people call columns, and help for those they got wrong.
enum ColumnNames {
    /// Other names of a column; a column's own name always wins.
    private static let aliases = [
        "fp": "fingerprint", "db": "database", "app": "application",
        "src": "sip", "snet": "sip", "dst": "dip", "dnet": "dip", "port": "dport",
        "protocol": "proto", "ipproto": "proto", "hostname": "sensor", "hostid": "sensor", "interface": "iface",
    ]

    /// The position of a column by its name or an alias, in any letter case.
    static func index(of name: String, in schema: TableSchema) -> Int? {
        let lower = name.lowercased()
        return schema.index(of: lower) ?? aliases[lower].flatMap { schema.index(of: $0) }
    }

    /// Whether an attribute is goQuery's direction, which a table of flows has and no column is.
    static func isDirection(_ name: String, in schema: TableSchema) -> Bool {
        ["dir", "direction"].contains(name.lowercased()) && index(of: name, in: schema) == nil
            && schema.directions != nil
    }

    /// The columns that a condition's attribute stands for: one, or both ends for `host` and `net`.
    static func conditionColumns(_ name: String, in schema: TableSchema, at offset: Int) throws(ConditionError) -> [Int]
    {
        let lower = name.lowercased()
        if let index = index(of: lower, in: schema) {
            guard schema.columns[index].role != .time else {
                throw ConditionError("time is not compared in a condition: use --first and --last", at: offset)
            }
            return [index]
        }
        if lower == "host" || lower == "net", let source = schema.index(of: "sip"),
            let destination = schema.index(of: "dip")
        {
            return [source, destination]
        }
        let candidates = schema.columns.filter { $0.role != .time }.map(\.name)
        throw ConditionError(unknown(name, in: schema.name, candidates: candidates), at: offset)
    }

    /// Names that a condition may have besides those of the columns, in some tables.
    static var others: [String] { aliases.keys.sorted() + ["host", "net", "dir"] }

    /// Says that a table has no such column, and what was probably meant.
    static func unknown(_ name: String, in table: String, candidates: [String]) -> String {
        let message = "\(table) has no column '\(name)'"
        guard let nearest = NearestName.find(name, among: candidates) else {
            return message + ": there are " + candidates.joined(separator: ", ")
        }
        return message + ": did you mean '\(nearest)'?"
    }
}
