import Observations
import Testing

@testable import ColumnStore

@Suite struct DamagedManifestsTests {
    private let rows = (0..<4 as Range<UInt64>).map { Visit(time: midnight + $0 * 300, fingerprint: $0) }

    private func day(_ path: String) -> String { StorePaths(root: path).day("visits", Day(containing: midnight)) }

    private func bytes(_ file: String) throws -> [UInt8] { try Disk().contents(of: file) }

    /// A store with four blocks in a day.
    private func store(_ path: String) throws -> StoreWriter {
        let writer = try StoreWriter(directory: path, tables: [visits])
        try writer.append(batch(rows))
        try writer.closeSteps(before: .max)
        return writer
    }

    /// Adds a block to the day.
    private func add(_ fingerprint: UInt64, _ writer: StoreWriter) throws -> Visit {
        let row = Visit(time: midnight + 6000, fingerprint: fingerprint)
        try writer.append(batch([row]))
        try writer.closeSteps(before: .max)
        return row
    }

    /// Damages the frame of the first block; gives the manifest's bytes.
    @discardableResult private func damage(_ path: String) throws -> [UInt8] {
        let file = StorePaths.manifest(day(path))
        var damaged = try bytes(file)
        let frame = try #require(FrameScan(damaged).frames.first { $0.kind == .block })
        damaged[frame.payload.startIndex + 10] ^= 1
        try Disk().replace(file, with: damaged, in: day(path))
        return damaged
    }

    @Test func `One that was damaged is kept and told of, and its blocks stay`() throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        let writer = try store(path)
        let lost = try #require(try Manifest(schema: visits, day: day(path), disk: Disk()).blocks.first)
        let damaged = try damage(path)
        let more = try [add(100, writer), add(101, writer)]
        while try writer.repack(before: .max, rows: .max) {}
        #expect(writer.statistics.damaged == 1)
        #expect(try bytes(StorePaths.damagedManifest(day(path), number: 1)) == damaged)
        let (answer, places) = try contents(path)
        #expect(answer == Answer(rows[1...] + more))
        #expect(places == 1)
        #expect(
            try StoreReader(directory: path).totals(of: visits).damage.map(\.path) == [day(path) + "/manifest.damaged"])
        let source = BlockSource(schema: visits, record: lost, path: day(path))
        #expect(ColumnStoreTests.rows(try source.read(columns: Array(visits.columns.indices))) == [rows[0]])
    }

    @Test func `Files that only a damaged one names are not removed before it is`() throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        do {
            let writer = try store(path)
            while try writer.repack(before: .max, rows: .max) {}
            // All that says that the blocks stand in packed files is lost.
            let file = StorePaths.manifest(day(path))
            try Disk().replace(file, with: Array(try bytes(file).prefix(60)), in: day(path))
            _ = try add(100, writer)
        }
        let writer = try StoreWriter(directory: path, tables: [visits])
        while try writer.repack(before: .max, rows: .max) {}
        #expect(try Disk().names(in: day(path)).contains("bytes.1.col"))
        #expect(try contents(path).damaged == 1)
        try Disk().remove(StorePaths.damagedManifest(day(path), number: 1))
        let more = try add(101, writer)
        while try writer.repack(before: .max, rows: .max) {}
        let (answer, places) = try contents(path)
        #expect(answer == Answer([Visit(time: midnight + 6000, fingerprint: 100), more]))
        #expect(places == 0)
        #expect(try Disk().names(in: day(path)).count == visits.columns.count + 1)
    }

    @Test func `Each one is kept once`() throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        let writer = try store(path)
        let first = try damage(path)
        // As a process does that is killed before the next manifest is in place.
        for _ in 0..<2 { try DamagedManifests(day: day(path), disk: Disk()).keepPresent() }
        _ = try add(100, writer)
        let second = try damage(path)
        _ = try add(101, writer)
        _ = try add(102, writer)
        #expect(try bytes(StorePaths.damagedManifest(day(path), number: 1)) == first)
        #expect(try bytes(StorePaths.damagedManifest(day(path), number: 2)) == second)
        #expect(try DamagedManifests(day: day(path), disk: Disk()).damage.count == 2)
        #expect(writer.statistics.damaged == 2)
    }
}
