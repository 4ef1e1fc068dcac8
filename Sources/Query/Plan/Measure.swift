public import Observations

/// A figure that a query shows for each group of rows.
public enum Measure: Sendable, Hashable {
    /// The sum of the counter at a position of the schema.
    case counter(Int)
    /// The sum of the table's first counter over rows whose SQLSTATE is not `00000`.
    case errors
    /// The summed duration over the table's first counter, in microseconds.
    case mean
    /// The duration, in microseconds, that this many percent of the first counter stay within (nearest rank).
    case percentile(Int)
}

extension Measure {
    /// The name, as columns and output have it.
    public func name(in schema: TableSchema) -> String {
        switch self {
        case .counter(let index): schema.columns[index].name
        case .errors: "errors"
        case .mean: "mean"
        case .percentile(let percent): "p\(percent)"
        }
    }

    /// What the figure means.
    public func format(in schema: TableSchema) -> ColumnFormat {
        switch self {
        case .counter(let index): schema.columns[index].format
        case .errors: .count
        case .mean, .percentile: .microseconds
        }
    }

    /// A table's figures by name; nil when it has none of that name.
    static func named(_ name: String, in schema: TableSchema) -> Measure? {
        let lower = name.lowercased()
        if let index = schema.index(of: lower), schema.columns[index].role == .counter { return .counter(index) }
        return all(of: schema).first { $0.name(in: schema) == lower }
    }

    /// Every figure that a table has, in the order in which they are shown.
    static func all(of schema: TableSchema) -> [Measure] {
        var measures = schema.counters.map { Measure.counter($0) }
        if schema.index(of: "sqlstate") != nil { measures.append(.errors) }
        if schema.index(of: "duration") != nil { measures.append(.mean) }
        if schema.latency != nil { measures += [.percentile(50), .percentile(95), .percentile(99)] }
        return measures
    }

    /// What is shown when the query names no figure.
    static func standard(for schema: TableSchema) -> [Measure] { all(of: schema).filter { $0 != .errors } }
}

extension TableSchema {
    /// The positions of the counters.
    var counters: [Int] { columns.indices.filter { columns[$0].role == .counter } }

    /// The position of the latency column, from which percentiles come.
    var latency: Int? { columns.firstIndex { $0.format == .latency } }

    /// The position of the counter that says how many events a row stands for.
    var eventCounter: Int? { counters.first }
}
