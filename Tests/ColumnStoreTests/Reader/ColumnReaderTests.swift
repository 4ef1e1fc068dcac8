import Glibc
import Observations
import Testing

@testable import ColumnStore

@Suite struct ColumnReaderTests {
    private func peak() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }

    @Test(arguments: [0, 7, 1 << 40]) func `A manifest that names more than there is takes no memory`(
        offset: Int
    ) throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([Visit(time: midnight)]))
        try writer.closeSteps(before: .max)
        let day = StorePaths(root: directory.path).day("visits", Day(containing: midnight))
        let block = try #require(try Manifest(schema: visits, day: day, disk: Disk()).blocks.first)
        let place = ColumnRecord(
            offset: offset, length: 1 << 31, checksum: 1, bounds: ValueBounds(least: 0, greatest: .max))
        let claimed = BlockRecord(
            step: block.step, sequence: block.sequence, part: block.part, rows: block.rows, times: block.times,
            columns: Array(repeating: place, count: visits.columns.count))
        let before = peak()
        let error = #expect(throws: StoreError.self) {
            try BlockSource(schema: visits, record: claimed, path: day).read(columns: [1])
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.hasSuffix("the end is missing") == true)
        #expect(peak() - before < 1 << 30)
    }
}
