import Bytes
import Observations
import Testing

@testable import ColumnStore

@Suite struct RepackingTests {
    private let tomorrow: UInt64 = midnight + 86_400

    /// A store with a day of closed blocks and rows of the next.
    private func store(_ path: String, _ disk: Disk = Disk(), rows: [Visit]) throws -> StoreWriter {
        let writer = try StoreWriter(
            directory: path, tables: [visits], options: StoreOptions(blockRows: 300), disk: disk)
        try writer.append(batch(rows))
        try writer.closeSteps(before: .max)
        return writer
    }

    private func rows(_ seed: UInt64) -> [Visit] {
        var random = SeededGenerator(seed)
        return randomVisits(2000, around: midnight + 3600, &random)
    }

    private func files(_ path: String) throws -> [String] {
        try Disk().names(in: StorePaths(root: path).day("visits", Day(containing: midnight)))
    }

    private func bytes(_ path: String) throws -> Int { try StoreReader(directory: path).totals(of: visits).bytes }

    @Test(arguments: [1, 700, Int.max]) func aDayKeepsItsRowsAndGetsSmaller(piece: Int) throws {
        let directory = TemporaryDirectory()
        let rows = rows(1)
        let writer = try store(directory.path, rows: rows)
        let before = try bytes(directory.path)
        var calls = 0
        while try writer.repack(before: tomorrow, rows: piece) { calls += 1 }
        #expect(piece == Int.max ? calls == 2 : calls > 2)
        #expect(try contents(directory.path).answer == Answer(rows))
        #expect(try bytes(directory.path) < before)
        #expect(try files(directory.path).allSatisfy { $0 == "manifest" || $0.hasSuffix(".1.col") })
        #expect(try !writer.repack(before: tomorrow, rows: piece), "there is nothing left to do")
    }

    @Test func aDayThatHasNotEndedIsLeftAlone() throws {
        let directory = TemporaryDirectory()
        let writer = try store(directory.path, rows: rows(2))
        #expect(try !writer.repack(before: tomorrow - 1, rows: .max))
        #expect(try files(directory.path).contains("bytes.col"))
    }

    @Test func aReaderInTheMiddleOfItReadsOn() throws {
        let directory = TemporaryDirectory()
        let rows = rows(3)
        let writer = try store(directory.path, rows: rows)
        let snapshot = try StoreReader(directory: directory.path).snapshot(of: visits, from: 0, to: .max)
        let half = snapshot.sources.count / 2
        var seen = Answer()
        let reader = ColumnReader(schema: visits)
        let every = Array(visits.columns.indices)
        for (index, source) in snapshot.sources.enumerated() {
            if index == half { while try writer.repack(before: tomorrow, rows: 500) {} }
            // The first columns from before and the others from after, too.
            let count = try source.read(columns: every, rows: nil, with: reader)
            let vectors = every.map { reader.buffers[$0].vector }
            for row in ColumnStoreTests.rows(RowBatch(schema: visits, count: count, columns: vectors)) { seen.add(row) }
        }
        #expect(seen == Answer(rows))
        var again = Answer()
        for source in snapshot.sources {
            for row in ColumnStoreTests.rows(try source.read(columns: every)) { again.add(row) }
        }
        #expect(again == Answer(rows))
    }

    @Test func rowsThatComeMeanwhileAreTakenAlong() throws {
        let directory = TemporaryDirectory()
        var rows = rows(4)
        let writer = try store(directory.path, rows: rows)
        #expect(try writer.repack(before: tomorrow, rows: 300))
        #expect(try writer.repack(before: tomorrow, rows: 300))
        let late = self.rows(5)
        try writer.append(batch(late))
        try writer.closeSteps(before: .max)
        rows += late
        #expect(try contents(directory.path).answer == Answer(rows))
        while try writer.repack(before: tomorrow, rows: 300) {}
        #expect(try contents(directory.path).answer == Answer(rows))
        #expect(try files(directory.path).allSatisfy { $0 == "manifest" || $0.hasSuffix(".1.col") })
        // A few rows do not make the day be written once more; many do.
        try writer.append(batch([Visit(time: midnight + 5000, fingerprint: 12)]))
        try writer.closeSteps(before: .max)
        #expect(try !writer.repack(before: tomorrow, rows: 300))
        let more = self.rows(6)
        try writer.append(batch(more))
        try writer.closeSteps(before: .max)
        while try writer.repack(before: tomorrow, rows: 300) {}
        #expect(try files(directory.path).allSatisfy { $0 == "manifest" || $0.hasSuffix(".2.col") })
        #expect(
            try contents(directory.path).answer
                == Answer(rows + more + [Visit(time: midnight + 5000, fingerprint: 12)]))
    }

    @Test func aDamagedBlockStaysDamagedAndTheOthersReadable() throws {
        let directory = TemporaryDirectory()
        let rows = rows(7)
        let writer = try store(directory.path, rows: rows)
        let file = StorePaths.column(
            StorePaths(root: directory.path).day("visits", Day(containing: midnight)), "bytes")
        do {
            let open = try Disk().open(file, .write)
            try open.write([0xff, 0xff, 0xff], at: 20)
        }
        let before = try contents(directory.path)
        #expect(before.damaged == 1)
        while try writer.repack(before: tomorrow, rows: 300) {}
        let after = try contents(directory.path)
        #expect(after.damaged == 1 && after.answer == before.answer)
    }

    @Test func aProcessKilledAtAnyOperationLosesNothing() throws {
        let rows = rows(8)
        for operation in 0... {
            let directory = TemporaryDirectory()
            _ = try store(directory.path, rows: rows)
            let faults = Faults(.killed, at: operation, quarters: 2)
            do {
                let writer = try? StoreWriter(
                    directory: directory.path, tables: [visits], options: StoreOptions(), disk: Disk(faults: faults))
                while try writer?.repack(before: tomorrow, rows: 900) == true {}
            } catch {}
            #expect(try contents(directory.path).answer == Answer(rows), "operation \(operation)")
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            while try writer.repack(before: tomorrow, rows: .max) {}
            #expect(try contents(directory.path).answer == Answer(rows), "operation \(operation), once more")
            let names = try files(directory.path)
            #expect(names.count == visits.columns.count + 1, "operation \(operation) left \(names)")
            if !faults.happened {
                #expect(operation > 20)
                break
            }
        }
    }

    @Test func aFullDiskIsTriedAgain() throws {
        let directory = TemporaryDirectory()
        let rows = rows(9)
        _ = try store(directory.path, rows: rows)
        let writer = try StoreWriter(
            directory: directory.path, tables: [visits], options: StoreOptions(),
            disk: Disk(faults: Faults(.full(1), at: 16, quarters: 2)))
        let error = #expect(throws: StoreError.self) {
            while try writer.repack(before: tomorrow, rows: 300) {}
        }
        #expect(error?.code == .full)
        #expect(try contents(directory.path).answer == Answer(rows))
        while try writer.repack(before: tomorrow, rows: 300) {}
        #expect(try contents(directory.path).answer == Answer(rows))
        #expect(try files(directory.path).allSatisfy { $0 == "manifest" || $0.hasSuffix(".1.col") })
    }

    @Test func aDayOfAnEarlierVersionIsReadAndPacked() throws {
        let directory = TemporaryDirectory()
        let rows = rows(10)
        let writer = try store(directory.path, rows: rows)
        let day = StorePaths(root: directory.path).day("visits", Day(containing: midnight))
        // As such a version wrote it: checksums in one stripe.
        var manifest = try Manifest(schema: visits, day: day, disk: Disk())
        let older = try manifest.blocks.map { try plain($0, day) }
        manifest.replace(older)
        try Disk().replace(StorePaths.manifest(day), with: manifest.encoded(), in: day)
        #expect(try Manifest(schema: visits, day: day, disk: Disk()).blocks == older)
        #expect(try contents(directory.path).answer == Answer(rows))
        try writer.append(batch([Visit(time: midnight + 9000, fingerprint: 3)]))
        try writer.closeSteps(before: .max)
        let all = Answer(rows + [Visit(time: midnight + 9000, fingerprint: 3)])
        #expect(try contents(directory.path).answer == all)
        while try writer.repack(before: tomorrow, rows: 300) {}
        #expect(try contents(directory.path).answer == all)
    }

    private func plain(_ block: BlockRecord, _ day: String) throws -> BlockRecord {
        let columns = try zip(visits.columns, block.columns).map { column, place in
            let file = try Disk().open(StorePaths.column(day, column.name), .read)
            let bytes = try file.read(offset: place.offset, count: place.length)
            return ColumnRecord(
                offset: place.offset, length: place.length, checksum: Hash64.of(bytes), bounds: place.bounds)
        }
        var record = BlockRecord(
            step: block.step, sequence: block.sequence, part: block.part, rows: block.rows, times: block.times,
            columns: columns)
        record.isStriped = false
        return record
    }
}
