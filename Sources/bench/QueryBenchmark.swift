import ColumnStore
import Glibc
import Observations
import Query

/// Group-by queries over ten million statements rows: three from a store on disk, and one over rows in memory with as
/// many groups as make a single hash table slow. Each on one thread and on two.
enum QueryBenchmark {
    /// 2026-03-01 00:00 UTC.
    private static let start: UInt64 = 1_772_323_200

    /// Runs it in a temporary directory; a smoke run takes a hundredth of the rows.
    static func run(smoke: Bool) {
        var template = Array("/tmp/keddah-bench-XXXXXX".utf8CString)
        let path = String(cString: mkdtemp(&template))
        defer { StoreBenchmark.remove(path) }
        do {
            try write(path, rowsPerMinute: smoke ? 70 : 6944)
            let reader = try StoreReader(directory: path)
            try measure("user and verb", plan("user,verb,calls,duration")) {
                try QueryEngine.run($0, reader: reader, threads: $1)
            }
            try measure("statements command", plan(nil)) { try QueryEngine.run($0, reader: reader, threads: $1) }
            let slow = try plan("time,client,calls,p95", condition: "client = 10.0.10.0/28 & latency > 10ms")
            try measure("slow from a network", slow) { try QueryEngine.run($0, reader: reader, threads: $1) }
            let blocks = ManyGroups.blocks(rows: smoke ? 100_000 : 10_000_000, start: start)
            try measure("client, in memory", plan("client,calls,duration")) {
                try QueryEngine.run($0, sources: blocks, threads: $1)
            }
        } catch {
            print("query: \(error)")
        }
    }

    private static func write(_ path: String, rowsPerMinute: Int) throws(StoreError) {
        let writer = try StoreWriter(directory: path, tables: [.statements])
        var generator = StatementsGenerator(seed: 20_260_301)
        for minute in 0..<1440 as Range<UInt64> {
            try writer.append(generator.minute(start + minute * 60, rows: rowsPerMinute))
        }
        try writer.closeSteps(before: .max)
    }

    /// A plan over the day; without columns that of `keddah statements`.
    private static func plan(_ columns: String?, condition: String? = nil) throws -> QueryPlan {
        var arguments = columns.map { QueryArguments(columns: $0, table: "statements") } ?? .statements()
        arguments.condition = condition
        arguments.first = String(start)
        arguments.last = String(start + 86_400)
        arguments.limit = 10
        return try arguments.plan()
    }

    /// Prints the median of five runs for one thread and for two.
    private static func measure(_ name: String, _ plan: QueryPlan, _ run: (QueryPlan, Int) throws -> QueryResult) throws
    {
        for threads in 1...2 {
            var results = try (0..<5).map { _ in try run(plan, threads) }
            results.sort { $0.statistics.duration < $1.statistics.duration }
            let median = results[2].statistics
            let rate = Double(median.rowsRead) / Double(max(1, median.duration))
            print(
                "query: \(name): \(threads) thread\(threads == 1 ? "" : "s"), "
                    + "\(Double(median.duration / 100) / 10) ms, "
                    + "\(results[2].groups) groups, \(Int(rate)) M rows/s")
        }
    }
}
