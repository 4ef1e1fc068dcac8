import Observations
import Testing

@testable import ColumnStore

@Suite struct BlockSummaryTests {
    private let schema = TableSchema(
        name: "links", resolution: 1, dimensions: [.dimension("iface", .string, .text)],
        counters: [.counter("packets", .count), .counter("bytes", .bytes)])

    private func batch(_ rows: [(time: UInt64, iface: String, packets: UInt64)]) -> RowBatch {
        let names = Set(rows.map(\.iface)).sorted()
        return RowBatch(
            schema: schema, count: rows.count,
            columns: [
                .unsigned(rows.map(\.time)),
                .strings(codes: rows.map { UInt32(names.firstIndex(of: $0.iface)!) }, dictionary: names),
                .unsigned(rows.map(\.packets)), .unsigned(rows.map { $0.packets &* 10 }),
            ])
    }

    private func summaries(_ path: String, _ schema: TableSchema? = nil) throws -> [[SummaryEntry]?] {
        try StoreReader(directory: path).snapshot(of: schema ?? self.schema, from: 0, to: .max).sources.map(\.summary)
    }

    private func entry(_ name: String, rows: Int, _ times: ClosedRange<UInt64>, _ sums: [UInt64]) -> SummaryEntry {
        var entry = SummaryEntry(name: name, counters: 0)
        (entry.rows, entry.firstTime, entry.lastTime, entry.sums) = (rows, times.lowerBound, times.upperBound, sums)
        return entry
    }

    @Test func `Blocks carry the sums of each value, segments do not`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [schema])
        try writer.append(batch([(10, "eth0", 3), (20, "lo", 5), (30, "eth0", 4), (30, "eth0", 1)]))
        try writer.flush()
        #expect(try summaries(directory.path) == [nil])
        try writer.closeSteps(before: .max)
        let expected = [entry("eth0", rows: 2, 10...30, [8, 80]), entry("lo", rows: 1, 20...20, [5, 50])]
        #expect(try summaries(directory.path) == [expected])
        // The next block of the day leaves it in place.
        try writer.append(batch([(400, "lo", .max), (401, "lo", .max)]))
        try writer.closeSteps(before: .max)
        let more = try summaries(directory.path)
        #expect(more.count == 2 && more.contains(expected))
        #expect(more.contains { $0?.first?.sums == [.max, .max] })
    }

    @Test func `A day that is packed anew keeps them`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [schema])
        for step in 0..<4 as Range<UInt64> {
            try writer.append(batch([(step * 300, "eth0", 3), (step * 300, "lo", 5)]))
        }
        try writer.closeSteps(before: .max)
        let before = try summaries(directory.path)
        #expect(before.count == 4 && before.allSatisfy { $0?.count == 2 })
        var calls = 0
        while try writer.repack(before: 86_400, rows: 2) { calls += 1 }
        #expect(calls > 0)
        #expect(try summaries(directory.path) == before)
    }

    @Test(arguments: [1, .max]) func `A day that is packed anew gets those that it has not`(piece: Int) throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [schema])
        for step in 0..<4 as Range<UInt64> {
            try writer.append(batch([(step * 300, "eth0", 3), (step * 300 + 1, "lo", 5)]))
        }
        try writer.closeSteps(before: .max)
        let before = try summaries(directory.path)
        // As an earlier version wrote it, which knew no summaries.
        let day = StorePaths(root: directory.path).day("links", Day(number: 0))
        let stored = try Manifest(schema: schema, day: day, disk: Disk())
        var older = Manifest(schema: schema)
        older.append(stored.blocks)
        older.note(stored.summary(of: stored.blocks[3]), of: stored.blocks[3])
        try Disk().replace(StorePaths.manifest(day), with: older.encoded(), in: day)
        #expect(try summaries(directory.path).count { $0 == nil } == 3)
        while try writer.repack(before: 86_400, rows: piece) {}
        #expect(try summaries(directory.path) == before)
    }

    @Test func `Counters that were declared later are 0`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [schema])
        try writer.append(batch([(10, "eth0", 3)]))
        try writer.closeSteps(before: .max)
        let later = TableSchema(
            name: "links", resolution: 1, dimensions: [.dimension("iface", .string, .text)],
            counters: [.counter("drops", .count), .counter("bytes", .bytes)])
        #expect(try summaries(directory.path, later) == [[entry("eth0", rows: 1, 10...10, [0, 30])]])
    }

    @Test func `Too many values make no summary`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [schema])
        try writer.append(batch((0...UInt64(BlockSummary.most)).map { (10, "if\($0)", 1) }))
        try writer.closeSteps(before: .max)
        #expect(try summaries(directory.path) == [nil])
    }

    @Test func `A summary that cannot be read is missing, and its block is not`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [schema])
        try writer.append(batch([(10, "eth0", 3)]))
        try writer.closeSteps(before: .max)
        let file = StorePaths.manifest(StorePaths(root: directory.path).day("links", Day(number: 0)))
        var bytes = try Disk().contents(of: file)
        // The last byte is the end of the only summary.
        bytes[bytes.count - 1] ^= 0xff
        let day = StorePaths(root: directory.path).day("links", Day(number: 0))
        try Disk().replace(file, with: bytes, in: day)
        let snapshot = try StoreReader(directory: directory.path).snapshot(of: schema, from: 0, to: .max)
        #expect(snapshot.sources.map(\.summary) == [nil])
        #expect(try snapshot.sources[0].read(columns: [2]).columns[2] == .unsigned([3]))
    }

    @Test func `Any bytes are a summary or an error`() throws {
        let rows = SortedRows(
            {
                var buffer = RowBuffer(schema: schema); buffer.append(batch([(1, "a", 2)])); return buffer
            }())
        let summary = try #require(rows.summary(0..<1))
        let block = BlockRecord(
            step: 0, sequence: 1, part: 0, rows: 1, times: ValueBounds(least: 1, greatest: 1), columns: [])
        let payload = summary.encoded(identity: 7, of: block, schema: schema)
        let read = { (bytes: [UInt8]) throws(DecodingFailure) in
            try BlockSummary.read(
                Frame(kind: .summary, sequence: 1, payload: bytes[...]), identity: 7, schema: self.schema)
        }
        #expect(try read(payload).summary == summary)
        #expect(try read(payload).key == BlockKey(block))
        for length in 0..<payload.count {
            #expect(throws: DecodingFailure.self) { try read(Array(payload[..<length])) }
        }
        for place in payload.indices {
            var bytes = payload
            for bit in 0..<8 as Range<UInt8> {
                bytes[place] ^= 1 << bit
                _ = try? read(bytes)
            }
        }
    }
}
