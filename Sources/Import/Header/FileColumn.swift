import Observations

/// What a column of the file is.
enum FileColumn: Equatable, Sendable {
    /// Nothing that is stored.
    case ignored
    /// The column at a position of the table.
    case stored(Int, FieldKind)
}

/// How a field is read.
enum FieldKind: Equatable, Sendable {
    case time
    /// A whole number up to a bound.
    case number(atMost: UInt64)
    case fingerprint
    /// A duration in microseconds that becomes a latency bucket.
    case latency
    /// An IP protocol, by number or name.
    case ipProtocol
    case address
    case text
    case sqlstate

    init(_ column: Column) {
        switch (column.kind, column.format) {
        case (.time, _): self = .time
        case (.address, _): self = .address
        case (.string, _): self = column.name == "sqlstate" ? .sqlstate : .text
        case (.unsigned, .fingerprint): self = .fingerprint
        case (.unsigned, .latency): self = .latency
        case (.unsigned, .ipProtocol): self = .ipProtocol
        case (.unsigned, .number): self = .number(atMost: column.name.hasSuffix("port") ? 65_535 : .max)
        case (.unsigned, _): self = .number(atMost: .max)
        }
    }
}
