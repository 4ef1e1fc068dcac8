import ColumnStore
import Observations

/// Rows in memory as a source, cut to the columns that are asked.
struct MemorySource: RowSource {
    let batch: RowBatch
    let firstTime: UInt64
    let lastTime: UInt64
    var failure: StoreError?

    init(_ batch: RowBatch, failure: StoreError? = nil) {
        self.batch = batch
        self.failure = failure
        guard case .unsigned(let times) = batch.columns[0] else { preconditionFailure("the batch has no time") }
        firstTime = times.min() ?? 0
        lastTime = times.max() ?? 0
    }

    var rowCount: Int { batch.count }

    func read(columns: [Int]) throws(StoreError) -> RowBatch {
        if let failure { throw failure }
        let kept = batch.columns.indices.map { columns.contains($0) ? batch.columns[$0] : nil }
        return RowBatch(schema: batch.schema, count: batch.count, columns: kept)
    }

    func storedBytes(columns: [Int]) -> Int { columns.count * batch.count * 8 }
}
