import ColumnStore
import Glibc
import Observations
import Platform
import Query

/// Statements over thirty days: that a query over a day reads a day, and one over thirty days thirty times as much.
enum DaysBenchmark {
    private static let days: UInt64 = 30
    /// 2026-03-01 00:00 UTC.
    private static let start: UInt64 = 1_772_323_200

    /// Loads so many rows into a temporary directory, and asks over one day, ten and thirty.
    static func run(rows: Int) {
        var template = Array("/tmp/keddah-bench-XXXXXX".utf8CString)
        let path = String(cString: mkdtemp(&template))
        defer { StoreBenchmark.remove(path) }
        do {
            try load(path, rowsPerMinute: max(1, rows / Int(days * 1440)))
            let reader = try StoreReader(directory: path)
            for columns in ["user,verb,calls,duration", "fingerprint,calls,p95"] {
                for span in [1, 10, days] { try ask(reader, columns, days: span) }
            }
        } catch {
            print("statements: \(error)")
        }
    }

    private static func load(_ path: String, rowsPerMinute: Int) throws {
        let writer = try StoreWriter(directory: path, tables: [.statements])
        let loader = writer.bulkLoader(for: .statements, threads: 2)
        var generator = StatementsGenerator(seed: 20_260_301)
        let begin = Clock.monotonic()
        for minute in 0..<days * 1440 {
            try loader.append(generator.minute(start + minute * 60, rows: rowsPerMinute))
        }
        try loader.commit()
        let totals = try StoreReader(directory: path).totals(of: .statements)
        let seconds = Double(Clock.monotonic() - begin) * 1e-9
        print(
            "statements: \(totals.rows) rows over \(totals.days.count) days, \(totals.bytes >> 20) MB, "
                + "made and loaded in \(Int(seconds)) s")
    }

    private static func ask(_ reader: StoreReader, _ columns: String, days span: UInt64) throws {
        var arguments = QueryArguments(columns: columns, table: "statements")
        arguments.first = String(start)
        arguments.last = String(start + span * 86_400 - 1)
        let plan = try arguments.plan()
        for threads in 1...2 {
            var results = try (0..<5).map { _ in try QueryEngine.run(plan, reader: reader, threads: threads).statistics
            }
            results.sort { $0.duration < $1.duration }
            let median = results[2]
            print(
                "statements: \(columns) over \(span) days, \(threads) threads: "
                    + "\(Double(median.duration / 100) / 10) ms, \(median.blocks) blocks, "
                    + "\(median.rowsRead) rows, \(median.bytesRead) bytes read")
        }
    }
}
