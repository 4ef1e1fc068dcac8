import Testing

@testable import ColumnStore

@Suite struct BulkLoaderTests {
    private func load(_ path: String, _ rows: [[Visit]], threads: Int, _ disk: Disk = Disk()) throws -> BulkLoader {
        let writer = try StoreWriter(
            directory: path, tables: [visits], options: StoreOptions(blockRows: 40), disk: disk)
        let loader = writer.bulkLoader(for: visits, threads: threads)
        for part in rows { try loader.append(batch(part)) }
        try loader.commit()
        return loader
    }

    @Test(arguments: [0, 1, 3]) func everyRowIsInABlock(threads: Int) throws {
        var random = SeededGenerator(31)
        let directory = TemporaryDirectory()
        let rows = (0..<20 as Range<UInt64>).map { randomVisits(97, around: midnight - 36_000 + $0 * 3600, &random) }
        let loader = try load(directory.path, rows, threads: threads)
        #expect(loader.committedRows == 20 * 97)
        let (answer, damaged) = try contents(directory.path)
        #expect(answer == Answer(rows.flatMap { $0 }) && damaged == 0)
        let totals = try StoreReader(directory: directory.path).totals(of: visits)
        #expect(totals.openRows == 0 && totals.days.count >= 2)
    }

    @Test func rowsInSegmentsOfTheSameStepStay() throws {
        let directory = TemporaryDirectory()
        let flushed = [Visit(time: midnight, fingerprint: 1), Visit(time: midnight + 900, fingerprint: 2)]
        do {
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            try writer.append(batch(flushed))
            try writer.close()
        }
        let loaded = (3..<200 as Range<UInt64>).map { Visit(time: midnight + $0, fingerprint: $0) }
        _ = try load(directory.path, [loaded], threads: 1)
        #expect(try contents(directory.path).answer == Answer(flushed + loaded))
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.closeSteps(before: .max)
        #expect(try contents(directory.path).answer == Answer(flushed + loaded))
    }

    @Test func aProcessKilledAtAnyOperationLeavesWholeDays() throws {
        let days = (0..<3 as Range<UInt64>).map { day in
            (0..<5 as Range<UInt64>).map { Visit(time: midnight + day * 86_400 + $0 * 600, fingerprint: day * 5 + $0) }
        }
        for operation in 0... {
            let directory = TemporaryDirectory()
            let faults = Faults(.killed, at: operation, quarters: 2)
            _ = try? load(directory.path, days, threads: 1, Disk(faults: faults))
            if !faults.happened {
                #expect(operation > 40)
                break
            }
            guard (try? StoreReader(directory: directory.path)) != nil else { continue }
            let (answer, damaged) = try contents(directory.path)
            #expect(damaged == 0 && answer.sums.count % 5 == 0, "operation \(operation)")
            #expect(answer.sums.values.allSatisfy { $0.calls == 1 })
            _ = try load(directory.path, [[Visit(time: midnight + 9, fingerprint: 99)]], threads: 0)
            #expect(try contents(directory.path).answer.sums.count == answer.sums.count + 1, "operation \(operation)")
        }
    }

    @Test func aFullDiskLosesNoRow() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(
            directory: directory.path, tables: [visits], options: StoreOptions(),
            disk: Disk(faults: Faults(.full(1), at: 14, quarters: 1)))
        let loader = writer.bulkLoader(for: visits, threads: 1)
        let rows = (0..<50 as Range<UInt64>).map { Visit(time: midnight + $0 * 60, fingerprint: $0) }
        try loader.append(batch(rows))
        #expect(throws: StoreError.self) { try loader.commit() }
        #expect(loader.committedRows == 0)
        try loader.commit()
        #expect(loader.committedRows == 50)
        #expect(try contents(directory.path).answer == Answer(rows))
    }
}
