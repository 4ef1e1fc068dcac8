import Bytes
import Observations
import Testing

@testable import ColumnStore

@Suite struct ManifestTests {
    private func record(_ step: UInt64, _ sequence: UInt64, columns: Int = visits.columns.count) -> BlockRecord {
        BlockRecord(
            step: step, sequence: sequence, part: 1, rows: 10, times: ValueBounds(least: step, greatest: step + 9),
            columns: (0..<columns).map { index in
                ColumnRecord(
                    offset: index * 100, length: index + 1, checksum: UInt64(index) << 60,
                    bounds: ValueBounds(least: 1, greatest: .max))
            })
    }

    private func write(_ bytes: [UInt8], in directory: borrowing TemporaryDirectory) throws {
        try Disk().replace(StorePaths.manifest(directory.path), with: bytes, in: directory.path)
    }

    @Test func blocksComeBackAndTellWhatIsClosed() throws {
        let directory = TemporaryDirectory()
        var manifest = Manifest(schema: visits)
        manifest.append([record(300, 4), record(600, 4), record(300, 9)])
        try write(manifest.encoded(), in: directory)
        let read = try Manifest(schema: visits, day: directory.path, disk: Disk())
        #expect(read.blocks == manifest.blocks)
        #expect(read.damage.isEmpty)
        #expect(read.closed == [300: 9, 600: 4])
    }

    @Test func aDayWithoutAManifestIsEmpty() throws {
        let directory = TemporaryDirectory()
        #expect(try Manifest(schema: visits, day: directory.path, disk: Disk()).blocks.isEmpty)
    }

    @Test func aManifestCutAnywhereIsNoticed() throws {
        let directory = TemporaryDirectory()
        var manifest = Manifest(schema: visits)
        manifest.append([record(300, 1), record(600, 2)])
        let bytes = manifest.encoded()
        for length in 0..<bytes.count {
            try write(Array(bytes[..<length]), in: directory)
            let read = try Manifest(schema: visits, day: directory.path, disk: Disk())
            #expect(!read.damage.isEmpty)
            #expect(read.blocks.count < 2)
        }
    }

    @Test func `Frames of a later program are kept as they are`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([Visit(time: midnight)]))
        try writer.closeSteps(before: .max)
        let day = StorePaths(root: directory.path).day("visits", Day(containing: midnight))
        let file = StorePaths.manifest(day)
        var later = ByteWriter()
        for number in 1...2 as ClosedRange<UInt64> {
            Frame.write(Frame.Kind(rawValue: 200), sequence: number, payload: [7, 8, 9], to: &later)
        }
        try Disk().replace(file, with: try Disk().contents(of: file) + later.bytes, in: day)
        try writer.append(batch([Visit(time: midnight + 300)]))
        try writer.closeSteps(before: .max)
        while try writer.repack(before: .max, rows: .max) {}
        #expect(try contents(directory.path).damaged == 0)
        let kept = FrameScan(try Disk().contents(of: file)).frames.filter { !$0.kind.isKnown }
        #expect(kept.map(\.sequence) == [1, 2])
        #expect(kept.allSatisfy { $0.kind.rawValue == 200 && Array($0.payload) == [7, 8, 9] })
    }

    @Test func aColumnDeclaredLaterIsAbsentInOlderBlocks() throws {
        let directory = TemporaryDirectory()
        let older = TableSchema(
            name: "visits", resolution: 1, dimensions: [.dimension("gone", .string, .text), visits.columns[2]],
            counters: [visits.columns[4]])
        var manifest = Manifest(schema: older)
        manifest.append([record(300, 1, columns: older.columns.count)])
        try write(manifest.encoded(), in: directory)
        let block = try #require(try Manifest(schema: visits, day: directory.path, disk: Disk()).blocks.first)
        #expect(block.columns.map(\.length) == [1, 0, 3, 0, 4, 0])
    }
}
