import Observations

/// A step that still gets rows.
struct OpenStep {
    private(set) var buffer: RowBuffer
    /// How many of the buffer's rows, its first, are in segments.
    private(set) var flushed = 0
    /// When the step may be closed.
    let closeTime: UInt64
    /// The buffer's size that makes merging its rows worth while.
    private var mergeSize = 1 << 16

    init(_ schema: TableSchema, closeTime: UInt64) {
        buffer = RowBuffer(schema: schema)
        self.closeTime = closeTime
    }

    var fresh: Int { buffer.count - flushed }

    mutating func append(_ batch: RowBatch, rows: [Int]? = nil) { buffer.append(batch, rows: rows) }

    /// Notes that all rows are in segments, and merges them when they became many.
    mutating func noteFlushed() {
        if buffer.count >= mergeSize {
            buffer = SortedRows(buffer).buffer()
            mergeSize = max(mergeSize, buffer.count * 2)
        }
        flushed = buffer.count
    }

    /// Drops the rows that are in no segment; tells how many they were.
    mutating func dropFresh() -> Int {
        let dropped = fresh
        buffer.truncate(to: flushed)
        return dropped
    }
}
