import Observations

/// The rows that one flush wrote for one step that is still open.
struct SegmentSource: RowSource {
    let schema: TableSchema
    let part: Segment.Part
    /// The log, for messages.
    let path: String

    var rowCount: Int { part.rows }
    var firstTime: UInt64 { part.times.least }
    var lastTime: UInt64 { part.times.greatest }

    func read(columns: [Int]) throws(StoreError) -> RowBatch {
        do throws(DecodingFailure) {
            return try part.read(schema, columns: columns)
        } catch {
            throw StoreError(.corrupt, "\(path) is damaged: \(error.reason)")
        }
    }

    func storedBytes(columns: [Int]) -> Int { columns.reduce(0) { $0 + (part.chunks[$1]?.count ?? 0) } }
}
