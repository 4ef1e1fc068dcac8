import Observations

/// A step that still gets rows.
struct OpenStep {
    /// A step that is opened after its end stays open for so long, lest each late row make a block.
    private static let lateness: UInt64 = 60

    private(set) var buffer: RowBuffer
    /// How many of the buffer's rows, its first, are in segments.
    private(set) var flushed = 0
    private let end: UInt64
    /// The caller's time when the first row came.
    private let openedAt: UInt64
    /// The buffer's size that makes merging its rows worth while.
    private var mergeSize = 1 << 16

    init(_ schema: TableSchema, _ step: Step, openedAt: UInt64) {
        buffer = RowBuffer(schema: schema)
        end = step.end
        self.openedAt = openedAt
    }

    /// Whether the step has ended at `time`. A clock that went back since the step was opened says nothing about
    /// lateness.
    func mayClose(at time: UInt64) -> Bool {
        guard time >= end else { return false }
        return openedAt < end || time < openedAt || time - openedAt >= Self.lateness
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

    /// Drops the oldest of the rows that are in no segment, at most `limit`; tells how many they were.
    mutating func dropOldest(_ limit: Int) -> Int {
        let dropped = min(fresh, limit)
        buffer.remove(flushed..<flushed + dropped)
        return dropped
    }
}
