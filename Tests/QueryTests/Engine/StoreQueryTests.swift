import ColumnStore
import Glibc
import Observations
import Testing

@testable import Query

/// Queries over a real store: closed blocks, the segments of open steps, and damage.
@Suite struct StoreQueryTests {
    private static let rows = RandomRows.statements(3000, seed: 77, minutes: 30)

    private func withStore(_ body: (_ directory: String, _ reader: StoreReader) throws -> Void) throws {
        var template = Array("/tmp/keddah-query-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        defer { removeTree(directory) }
        let writer = try StoreWriter(directory: directory, tables: [.statements])
        for piece in stride(from: 0, to: Self.rows.count, by: 500) {
            try writer.append(RowBatch(schema: .statements, rows: Array(Self.rows[piece..<piece + 500])))
            try writer.flush()
        }
        // Half of the steps become blocks; the others stay open.
        try writer.closeSteps(before: RandomRows.start + 900)
        try body(directory, StoreReader(directory: directory))
    }

    private func plan(_ columns: String, _ condition: String?) throws -> QueryPlan {
        try QueryEngineTests.plan(columns) { $0.condition = condition }
    }

    @Test func answersEqualTheNaiveModel() throws {
        try withStore { _, reader in
            for (columns, condition) in [
                ("user,database", nil), ("time,client", "sqlstate != 00000"), ("fingerprint,p50,p95,errors,mean", nil),
                ("application,calls", "client in (local, 10.0.0.0/15) & latency > 1ms"), ("raw", "rows > 400"),
            ] as [(String, String?)] {
                let plan = try plan(columns, condition)
                let result = try QueryEngine.run(plan, reader: reader)
                let model = NaiveModel(plan: plan)
                let groups = model.groups(Self.rows)
                #expect(result.groups == groups.count)
                #expect(result.rows.map(\.keys) == groups.prefix(plan.limit).map(\.keys))
                #expect(result.rows.map(\.figures) == groups.prefix(plan.limit).map { model.figures($0.rows) })
                #expect(result.statistics.blocksDamaged == 0)
                #expect(result.statistics.bytesRead > 0)
            }
        }
    }

    @Test func aFlippedByteIsReportedAndTheRestAnswered() throws {
        try withStore { directory, reader in
            let day = "\(directory)/statements/2026-02-25"
            let files = names(in: day).filter { $0.contains("user") }
            let file = "\(day)/\(try #require(files.first))"
            let descriptor = open(file, O_RDWR)
            defer { close(descriptor) }
            var byte: UInt8 = 0
            let middle = lseek(descriptor, 0, SEEK_END) / 2
            try #require(pread(descriptor, &byte, 1, middle) == 1)
            byte ^= 0xff
            try #require(pwrite(descriptor, &byte, 1, middle) == 1)
            let result = try QueryEngine.run(plan("user,calls", nil), reader: reader)
            #expect(result.statistics.blocksDamaged == 1)
            #expect(result.statistics.firstDamage?.isEmpty == false)
            #expect(!result.rows.isEmpty)
            let whole = try QueryEngine.run(plan("database,calls", nil), reader: reader)
            #expect(result.totals[0] < whole.totals[0])
        }
    }

    private func names(in directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private func removeTree(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(in: path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    }
}
