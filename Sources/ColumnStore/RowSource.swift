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
    /// How many bytes on disk `read(columns:)` takes.
    func storedBytes(columns: [Int]) -> Int
    /// The least and greatest value of a column of integers, where that is known without reading.
    func bounds(column: Int) -> ClosedRange<UInt64>?
    /// What the rows come to for each value of the table's summary column, where that is known without reading.
    var summary: [SummaryEntry]? { get }
}

extension RowSource {
    /// Nothing is known.
    public func bounds(column: Int) -> ClosedRange<UInt64>? { nil }

    /// Nothing is known.
    public var summary: [SummaryEntry]? { nil }
}
