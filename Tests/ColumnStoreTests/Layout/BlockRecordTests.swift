import Observations
import Testing

@testable import ColumnStore

@Suite struct BlockRecordTests {
    @Test func aWrongRecordOfARightChecksumIsRefusedOrReadsAsDamage() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch((0..<40).map { Visit(time: midnight + $0 % 3, fingerprint: $0 * $0) }))
        try writer.closeSteps(before: .max)
        let day = StorePaths(root: directory.path).day("visits", Day(containing: midnight))
        let block = try Manifest(schema: visits, day: day, disk: Disk()).blocks[0]
        let description = TableDescription(visits)
        let good = block.encoded(identity: description.identity)
        var random = SeededGenerator(22)
        for _ in 0..<500 {
            var bad = good
            for _ in 0..<2 {
                bad[Int.random(in: 8..<bad.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // Rows beyond reason would only cost the test's memory.
            bad[23] = 0
            bad[22] = 0
            guard
                let record = try? BlockRecord(
                    Frame(kind: .block, sequence: 1, payload: bad[...]), identity: description.identity,
                    columns: visits.columns.count, positions: description.positions(of: visits))
            else { continue }
            let source = BlockSource(schema: visits, record: record, path: day)
            for column in visits.columns.indices {
                _ = source.bounds(column: column)
                let read = try? source.read(columns: [column])
                #expect(read == nil || read!.count == record.rows)
            }
        }
    }
}
