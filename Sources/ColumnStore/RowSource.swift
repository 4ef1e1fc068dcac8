public import Observations

/// A piece of a table that is read at once: a closed block, or a segment of the block that is still open.
///
/// Queries spread sources over threads, so reading must be safe from any thread.
public protocol RowSource: Sendable {
    /// How many rows the piece has.
    var rowCount: Int { get }
    /// The earliest value of `time` in it.
    var firstTime: UInt64 { get }
    /// The latest value of `time` in it.
    var lastTime: UInt64 { get }
    /// Reads the columns with the given positions in the schema; the others of the batch are nil.
    /// - Throws: `StoreError` when the piece is damaged or has gone.
    func read(columns: [Int]) throws(StoreError) -> RowBatch
    /// Reads the columns with the given positions into the reader's buffers; tells how many rows each has.
    /// - Parameter rows: The only rows whose values are looked at, ascending; nil for all.
    /// - Throws: `StoreError` when the piece is damaged or has gone.
    func read(columns: [Int], rows: [UInt32]?, with reader: ColumnReader) throws(StoreError) -> Int
    /// How many bytes on disk `read(columns:)` takes.
    func storedBytes(columns: [Int]) -> Int
    /// The least and greatest value of a column of integers, where that is known without reading.
    func bounds(column: Int) -> ClosedRange<UInt64>?
    /// What the rows come to for each value of the table's summary column, where that is known without reading.
    var summary: [SummaryEntry]? { get }
}

extension RowSource {
    /// What `read(columns:)` returns, in the reader's buffers.
    public func read(columns: [Int], rows: [UInt32]?, with reader: ColumnReader) throws(StoreError) -> Int {
        let batch = try read(columns: columns)
        for index in columns {
            guard let vector = batch.columns[index], reader.buffers[index].fill(vector) else {
                throw StoreError(.corrupt, "a block's column '\(batch.schema.columns[index].name)' is damaged")
            }
        }
        return batch.count
    }

    /// Nothing is known.
    public func bounds(column: Int) -> ClosedRange<UInt64>? { nil }

    /// Nothing is known.
    public var summary: [SummaryEntry]? { nil }
}
