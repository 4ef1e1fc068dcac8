import CPgQuery
import Glibc
import SQLText

/// Nanoseconds a statement of the scanner, beside libpg_query's fingerprint of the same statement in the same run.
enum ScannerBenchmark {
    private struct Figures {
        var scanner = Double.infinity
        var oracle = Double.infinity
    }

    static func run(smoke: Bool) {
        print("statement       scanner ns   libpg_query ns   ratio   scanner MB/s")
        for (name, sql) in statements {
            let figures = measure(Array(sql.utf8), rounds: smoke ? 1 : 15, budget: smoke ? 20_000 : 2_000_000)
            let speed = Double(sql.utf8.count) * 1000 / figures.scanner
            print(
                column(name, 12), column("\(Int(figures.scanner.rounded()))", 12),
                column("\(Int(figures.oracle.rounded()))", 16), column("\(Int(figures.oracle / figures.scanner))", 7),
                column("\(Int(speed))", 14))
        }
    }

    /// The three sizes: a point query, a join of an ORM, a bulk insert.
    private static var statements: [(String, String)] {
        let point = "SELECT abalance FROM pgbench_accounts WHERE aid = $1"
        let join =
            "SELECT o.id, o.total, c.name AS customer_name FROM orders o INNER JOIN customers c ON c.id ="
            + " o.customer_id WHERE o.status IN ('open', 'paid') AND o.total > 99.50 AND c.email LIKE '%@example.org'"
            + " ORDER BY o.id LIMIT 50"
        var bulk = "INSERT INTO measurements (sensor_id, taken_at, value, note) VALUES "
        var row = 0
        while bulk.utf8.count < 35_000 {
            bulk += "\(row == 0 ? "" : ", ")(\(row), '2026-01-01 00:00:00+00', \(row).25, 'from the cellar')"
            row += 1
        }
        return [point, join, bulk].map { ("\($0.utf8.count) bytes", $0) }
    }

    /// The best of several interleaved rounds; each round spends about `budget` nanoseconds on either.
    private static func measure(_ sql: [UInt8], rounds: Int, budget: Int) -> Figures {
        var figures = Figures()
        var scanner = StatementScanner()
        let options = ScannerOptions(shapeKey: 0x1234_5678_9abc_def0)
        let terminated = (sql + [0]).map { CChar(bitPattern: $0) }
        var checksum: UInt64 = 0
        for _ in 0..<rounds {
            let scan = perCall(budget) {
                scanner.reset(options)
                scanner.feed(sql.span, isLast: true) { checksum ^= $0.fingerprint }
            }
            let oracle = perCall(budget) {
                let result = pg_query_fingerprint(terminated)
                checksum ^= result.fingerprint
                pg_query_free_fingerprint_result(result)
            }
            figures.scanner = min(figures.scanner, scan)
            figures.oracle = min(figures.oracle, oracle)
        }
        precondition(checksum != 1, "the work must not be optimized away")
        return figures
    }

    private static func perCall(_ budget: Int, _ body: () -> Void) -> Double {
        let start = now()
        body()
        let calls = max(1, budget / max(1, now() - start))
        let begin = now()
        for _ in 0..<calls { body() }
        return Double(now() - begin) / Double(calls)
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    private static func column(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
