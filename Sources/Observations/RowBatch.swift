/// The values of one column for the rows of a batch.
public enum ColumnVector: Sendable, Equatable {
    /// Values of `time` and `unsigned` columns.
    case unsigned([UInt64])
    /// Values of `string` columns: for each row an index into the dictionary. Entries of a dictionary are distinct.
    case strings(codes: [UInt32], dictionary: [String])
    /// Values of `address` columns.
    case addresses([IPAddress])

    /// How many rows there are.
    public var count: Int {
        switch self {
        case .unsigned(let values): values.count
        case .strings(let codes, _): codes.count
        case .addresses(let values): values.count
        }
    }

    /// An empty vector for a kind of column.
    public static func empty(_ kind: ColumnKind) -> ColumnVector {
        switch kind {
        case .time, .unsigned: .unsigned([])
        case .string: .strings(codes: [], dictionary: [])
        case .address: .addresses([])
        }
    }
}

/// Rows of a table, column by column: what producers hand to the store, and what the store hands to queries.
public struct RowBatch: Sendable {
    /// The table.
    public let schema: TableSchema
    /// How many rows there are.
    public let count: Int
    /// One vector a column of the schema, in its order; nil where a reader did not ask for the column.
    public let columns: [ColumnVector?]

    /// A batch; every vector that is there must have `count` values of its column's kind.
    public init(schema: TableSchema, count: Int, columns: [ColumnVector?]) {
        precondition(columns.count == schema.columns.count)
        precondition(columns.allSatisfy { $0 == nil || $0!.count == count })
        self.schema = schema
        self.count = count
        self.columns = columns
    }
}
