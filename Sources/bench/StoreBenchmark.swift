import ColumnStore
import Glibc
import Observations
import Platform

/// Writes ten million statements rows over a day, and reads them back: bytes a row, rows a second.
enum StoreBenchmark {
    /// 2026-03-01 00:00 UTC.
    private static let start: UInt64 = 1_772_323_200

    /// Runs it in a temporary directory; a smoke run writes a hundredth.
    static func run(smoke: Bool) {
        var template = Array("/tmp/keddah-bench-XXXXXX".utf8CString)
        let path = String(cString: mkdtemp(&template))
        defer { remove(path) }
        do throws(StoreError) {
            try write(path + "/day", rowsPerMinute: smoke ? 70 : 6944)
            try read(path + "/day")
            try flush(path + "/live", flushes: smoke ? 10 : 300)
        } catch {
            print("store: \(error)")
        }
    }

    private static func write(_ path: String, rowsPerMinute: Int) throws(StoreError) {
        let writer = try StoreWriter(directory: path, tables: [.statements])
        var generator = StatementsGenerator(seed: 20_260_301)
        var seconds = 0.0
        var processor = 0.0
        var rows = 0
        for minute in 0..<1440 as Range<UInt64> {
            let batch = generator.minute(start + minute * 60, rows: rowsPerMinute)
            rows += batch.count
            let begin = processorTime()
            seconds += try timed { () throws(StoreError) in try writer.append(batch) }
            processor += processorTime() - begin
        }
        seconds += try timed { () throws(StoreError) in try writer.closeSteps(before: .max) }
        let rate = Double(rows) / seconds / 1e6
        print("store: wrote \(rows) statements rows in \(rounded(seconds)) s, \(rounded(rate)) M rows/s")
        print("store: \(rounded(processor)) s of processor time, the rest is waiting")
    }

    /// A sensor's way: a second's rows, a flush, and a close after five minutes.
    private static func flush(_ path: String, flushes: Int) throws(StoreError) {
        let writer = try StoreWriter(directory: path, tables: [.statements])
        var generator = StatementsGenerator(seed: 1)
        var slowest = 0.0
        var total = 0.0
        for second in 0..<flushes {
            let batch = generator.minute(start + UInt64(second / 60) * 60, rows: 500)
            let seconds = try timed { () throws(StoreError) in
                try writer.append(batch)
                try writer.flush()
            }
            slowest = max(slowest, seconds)
            total += seconds
        }
        let close = try timed { () throws(StoreError) in try writer.closeSteps(before: .max) }
        let mean = rounded(total / Double(flushes) * 1000)
        let bytes = writer.statistics.bytes / flushes
        print("store: a flush of 500 rows: mean \(mean) ms, slowest \(rounded(slowest * 1000)) ms, \(bytes) bytes")
        print("store: closing the step of \(flushes * 500) rows: \(rounded(close * 1000)) ms")
    }

    private static func read(_ path: String) throws(StoreError) {
        let table = TableSchema.statements
        let reader = try StoreReader(directory: path)
        let opening = try timed { () throws(StoreError) in _ = try reader.snapshot(of: table, from: 0, to: .max) }
        let snapshot = try reader.snapshot(of: table, from: 0, to: .max)
        print("store: a snapshot of \(snapshot.sources.count) pieces: \(rounded(opening * 1000)) ms")
        let rows = snapshot.sources.reduce(0) { $0 + $1.rowCount }
        var total = 0
        for (index, column) in table.columns.enumerated() {
            let bytes = snapshot.sources.reduce(0) { $0 + $1.storedBytes(columns: [index]) }
            total += bytes
            var best = Double.infinity
            for _ in 0..<3 {
                best = min(
                    best,
                    try timed { () throws(StoreError) in
                        for source in snapshot.sources { _ = try source.read(columns: [index]) }
                    })
            }
            let rate = Double(rows) / best / 1e6
            print("store: \(column.name): \(rounded(Double(bytes) / Double(rows))) B/row, \(Int(rate)) M values/s")
        }
        print("store: \(rounded(Double(total) / Double(rows))) B/row over all columns, \(rows) rows stored")
    }

    private static func timed(_ body: () throws(StoreError) -> Void) throws(StoreError) -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        try body()
        let parts = (clock.now - begin).components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }

    private static func processorTime() -> Double {
        Double(Clock.processCPU()) * 1e-9
    }

    private static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }

    /// Removes a directory and all that is in it.
    static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
