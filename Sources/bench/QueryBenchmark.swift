import ColumnStore
import Observations
import Query

/// Group-by queries over statements rows in memory: the engine alone, without disk and decompression.
enum QueryBenchmark {
    /// Prints the time of each query on one and on two threads; `smoke` takes few rows, to see that it runs.
    static func run(smoke: Bool) {
        let rows = smoke ? 100_000 : 10_000_000
        let sources = blocks(rows: rows)
        print("query engine: \(rows) statements rows in \(sources.count) blocks, in memory, medians of 5")
        let queries = [
            ("user,verb", "user,verb,calls,duration", nil),
            ("fingerprint with percentiles", "fingerprint,calls,duration,mean,p95,p99", nil),
            ("client, many groups", "client,calls,duration", nil),
            ("client in a network", "client,calls,duration", "client = 10.0.5.0/24 & latency > 1ms"),
        ]
        for (name, columns, condition) in queries {
            for threads in 1...2 { measure(name, columns, condition, sources, threads, rows) }
        }
    }

    private static func measure(
        _ name: String, _ columns: String, _ condition: String?, _ sources: [any RowSource], _ threads: Int, _ rows: Int
    ) {
        var arguments = QueryArguments(columns: columns, table: "statements")
        arguments.first = "0"
        arguments.limit = 10
        arguments.condition = condition
        do {
            let plan = try arguments.plan()
            var groups = 0
            let times = try (0..<5).map { _ in
                let result = try QueryEngine.run(plan, sources: sources, threads: threads)
                groups = result.groups
                return result.statistics.duration
            }.sorted()
            let millions = times[2] > 0 ? UInt64(rows) * 10 / times[2] : 0
            print(
                "  \(name): \(threads) thread(s) \(times[2] / 1000) ms, min \(times[0] / 1000) ms, \(groups) groups, "
                    + "\(millions / 10).\(millions % 10) M rows/s")
        } catch {
            print("  \(name): \(error)")
        }
    }

    private static func blocks(rows: Int) -> [any RowSource] {
        let perBlock = 34_722
        var random = RandomColumns()
        return stride(from: 0, to: rows, by: perBlock).map { start in
            Block(number: start / perBlock, rows: min(perBlock, rows - start), random: &random)
        }
    }

    /// Columns out of a fixed sequence of random numbers.
    private struct RandomColumns {
        private var state: UInt64 = 20_240_607

        mutating func word() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            return Self.mixed(state)
        }

        static func mixed(_ word: UInt64) -> UInt64 {
            let value = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
            return value ^ value >> 29
        }

        mutating func numbers(_ rows: Int, _ make: (UInt64) -> UInt64) -> ColumnVector {
            .unsigned((0..<rows).map { _ in make(word()) })
        }

        mutating func texts(_ rows: Int, _ names: [String]) -> ColumnVector {
            .strings(codes: (0..<rows).map { _ in UInt32(word() % UInt64(names.count)) }, dictionary: names)
        }

        /// The square of a random number: few addresses are frequent, many are rare.
        mutating func addresses(_ rows: Int) -> ColumnVector {
            .addresses(
                (0..<rows).map { _ in
                    let half = word() >> 32
                    let squared = (half * half) >> 32
                    return IPAddress(v4: 0x0a00_0000 + UInt32((squared * 2_300_000) >> 32))
                })
        }
    }

    /// A block of five minutes.
    private struct Block: RowSource {
        private let batch: RowBatch
        let firstTime: UInt64

        var rowCount: Int { batch.count }
        var lastTime: UInt64 { firstTime + 240 }

        init(number: Int, rows: Int, random: inout RandomColumns) {
            let time = 1_771_977_600 + UInt64(number) * 300
            firstTime = time
            let vectors: [String: ColumnVector] = [
                "time": random.numbers(rows) { time + $0 % 5 * 60 },
                "client": random.addresses(rows),
                "user": random.texts(rows, ["app", "ann", "bob", "report", "backup"]),
                "verb": random.texts(rows, ["select", "insert", "update", "delete"]),
                "fingerprint": random.numbers(rows) { RandomColumns.mixed($0 % 2000) },
                "latency": random.numbers(rows) { 20 + $0 % 60 },
                "calls": random.numbers(rows) { 1 + $0 % 50 },
                "duration": random.numbers(rows) { $0 % 1_000_000 },
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
