import Observations
import Synchronization
import Testing

@testable import ColumnStore

@Suite struct StoreReaderTests {
    /// How many rows were flushed, and whether more will come.
    private final class Progress: Sendable {
        let flushed = Atomic<UInt64>(0)
        let isDone = Atomic(false)
    }

    /// Each snapshot has the rows of a prefix of the flushes, at least those that had returned before it began, each
    /// once.
    @concurrent private static func watch(_ path: String, _ progress: Progress) async throws {
        var isLast = false
        while !isLast {
            isLast = progress.isDone.load(ordering: .acquiring)
            let least = progress.flushed.load(ordering: .acquiring)
            let (answer, damaged) = try contents(path)
            #expect(damaged == 0)
            let seen = answer.sums.keys.map(\.fingerprint).sorted()
            #expect(seen == Array(0..<UInt64(seen.count)))
            #expect(seen.count >= Int(least) && seen.count % 5 == 0)
            #expect(answer.sums.values.allSatisfy { $0.calls == 1 })
        }
    }

    @Test func aReaderSeesEachFlushedRowOnceWhateverTheWriterDoes() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        let progress = Progress()
        let writer = try StoreWriter(directory: path, tables: [visits])
        async let watched: Void = Self.watch(path, progress)
        for round in 0..<150 as Range<UInt64> {
            try writer.append(
                batch((0..<5).map { Visit(time: midnight + round * 40 + $0 * 90, fingerprint: round * 5 + $0) }))
            try writer.flush()
            progress.flushed.store(round * 5 + 5, ordering: .releasing)
            if round % 6 == 5 { try writer.closeSteps(before: midnight + round * 40) }
        }
        progress.isDone.store(true, ordering: .releasing)
        try await watched
    }

    @Test func onlyPiecesOfTheTimeAskedForAreGiven() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        let times = [midnight - 1, midnight, midnight + 299, midnight + 300, midnight + 86_400]
        for time in times { try writer.append(batch([Visit(time: time)])) }
        try writer.closeSteps(before: midnight + 300)
        try writer.flush()
        let reader = try StoreReader(directory: directory.path)
        func counts(_ from: UInt64, _ to: UInt64) throws -> Int {
            try reader.snapshot(of: visits, from: from, to: to).sources.reduce(0) { $0 + $1.rowCount }
        }
        #expect(try counts(0, .max) == 5)
        #expect(try counts(midnight, midnight + 299) == 2)
        #expect(try counts(midnight + 300, midnight + 300) == 1)
        #expect(try counts(midnight + 301, midnight + 86_399) == 0)
        #expect(try counts(midnight + 1, midnight) == 0)
    }

    @Test func columnsNotAskedForAreNotRead() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([Visit(time: midnight)]))
        try writer.closeSteps(before: .max)
        let day = StorePaths(root: directory.path).day("visits", Day(containing: midnight))
        for name in ["source", "user", "bytes"] { try Disk().remove(StorePaths.column(day, name)) }
        let source = try StoreReader(directory: directory.path).snapshot(of: visits, from: 0, to: .max).sources[0]
        let batch = try source.read(columns: [3, 4])
        #expect(batch.columns[3] == .unsigned([7]))
        #expect(batch.columns.map { $0 == nil } == [true, true, true, false, false, true])
        #expect(source.bounds(column: 3) == 7...7)
        #expect(source.bounds(column: 2) == nil)
        let error = #expect(throws: StoreError.self) { try source.read(columns: [2]) }
        #expect(error?.code == .gone)
    }

    @Test func retentionDuringAReadIsSaidAsGone() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([Visit(time: midnight), Visit(time: midnight + 10 * 86_400)]))
        try writer.closeSteps(before: .max)
        let snapshot = try StoreReader(directory: directory.path).snapshot(of: visits, from: 0, to: .max)
        try writer.removeExpired(now: midnight + 10 * 86_400, retentionDays: 9)
        let error = #expect(throws: StoreError.self) { try snapshot.sources[0].read(columns: [0]) }
        #expect(error?.code == .gone)
        #expect(try snapshot.sources[1].read(columns: [0]).count == 1)
        #expect(try contents(directory.path).answer == Answer([Visit(time: midnight + 10 * 86_400)]))
    }

    @Test func totalsComeFromMetadata() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([Visit(time: midnight - 5), Visit(time: midnight + 5, fingerprint: 8)]))
        try writer.closeSteps(before: midnight)
        try writer.flush()
        let reader = try StoreReader(directory: directory.path)
        let totals = try reader.totals(of: visits)
        #expect(try reader.tables() == ["visits"])
        #expect(totals.days == ["2026-02-28"])
        #expect((totals.rows, totals.openRows, totals.blocks) == (2, 1, 1))
        #expect(totals.firstTime == midnight - 5 && totals.lastTime == midnight + 5)
        #expect(totals.bytes > 0)
    }

    @Test func aDirectoryThatIsNoStoreIsRefused() {
        let directory = TemporaryDirectory()
        let path = directory.path
        let error = #expect(throws: StoreError.self) { try StoreReader(directory: path) }
        #expect(error?.code == .notAStore)
        #expect(error?.message.contains(path) == true)
    }
}
