import Observations

/// Rows that another process wants in the store that this sensor writes: they stand in a file, as `RowFile` has them.
struct LoadRequest: Sendable {
    let table: TableSchema
    /// The file's path.
    let path: String
    /// Told when the rows are durable: nil, or why they are not.
    let done: @Sendable (String?) -> Void
}
