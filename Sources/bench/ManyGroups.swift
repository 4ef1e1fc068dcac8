import Bytes
import ColumnStore
import Observations

/// Statements rows in memory of about two million clients: few are frequent, most are rare.
enum ManyGroups {
    /// Rows in blocks of five minutes from `start` on, the same in every run.
    static func blocks(rows: Int, start: UInt64) -> [any RowSource] {
        let perBlock = 34_722
        var state: UInt64 = 20_240_607
        return stride(from: 0, to: rows, by: perBlock).map { first in
            Block(rows: min(perBlock, rows - first), time: start + UInt64(first / perBlock) * 300, state: &state)
        }
    }

    private struct Block: RowSource {
        private let batch: RowBatch
        let firstTime: UInt64

        var rowCount: Int { batch.count }
        var lastTime: UInt64 { firstTime }

        init(rows: Int, time: UInt64, state: inout UInt64) {
            firstTime = time
            var addresses: [IPAddress] = []
            var calls: [UInt64] = []
            for _ in 0..<rows {
                state &+= 0x9e37_79b9_7f4a_7c15
                let word = Hash64.fold(state, 0xa076_1d64_78bd_642f)
                // The square of a random number gathers at small ones.
                let half = word >> 32
                let client = (((half * half) >> 32) * 1_900_000) >> 32
                addresses.append(IPAddress(v4: 0x0a00_0000 + UInt32(client)))
                calls.append(1 + word % 50)
            }
            let vectors: [String: ColumnVector] = [
                "time": .unsigned(Array(repeating: time, count: rows)), "client": .addresses(addresses),
                "calls": .unsigned(calls), "duration": .unsigned(calls.map { $0 * 700 }),
            ]
            let schema = TableSchema.statements
            batch = RowBatch(schema: schema, count: rows, columns: schema.columns.map { vectors[$0.name] })
        }

        func read(columns: [Int]) throws(StoreError) -> RowBatch {
            let kept = batch.columns.indices.map { columns.contains($0) ? batch.columns[$0] : nil }
            return RowBatch(schema: batch.schema, count: batch.count, columns: kept)
        }

        func storedBytes(columns: [Int]) -> Int { 0 }
    }
}
