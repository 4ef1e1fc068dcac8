import Bytes
import Observations
import Testing

@testable import ColumnStore

@Suite struct ColumnBufferTests {
    /// Each column of random visits, as a block of the given effort has it.
    private func chunks(_ count: Int, _ effort: Effort, seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed)
        var buffer = RowBuffer(schema: visits)
        buffer.append(batch(randomVisits(count, around: midnight, &random)))
        let rows = SortedRows(buffer)
        let integers = IntegerEncoder(effort: effort, compressor: Compressor())
        return visits.columns.indices.map { index in
            var out = ByteWriter()
            _ = rows.encode(column: index, 0..<rows.count, integers, into: &out)
            return out.bytes
        }
    }

    private func count(_ effort: Effort, seed: UInt64) -> Int {
        var random = SeededGenerator(seed)
        return Answer(randomVisits(500, around: midnight, &random)).sums.count
    }

    @Test(arguments: [Effort.light, .hot, .dense]) func aBufferHoldsWhatTheDecoderReads(effort: Effort) throws {
        let buffer = ColumnBuffer()
        for seed in 50..<56 as Range<UInt64> {
            for (column, chunk) in zip(visits.columns, chunks(500, effort, seed: seed)) {
                let rows = count(effort, seed: seed)
                var reader = ChunkReader(chunk)
                try buffer.decode(&reader, kind: column.kind, count: rows)
                #expect(buffer.vector == (try ColumnChunk.decode(chunk[...], kind: column.kind, count: rows)))
            }
        }
    }

    @Test(arguments: [Effort.hot, .dense]) func rowsThatAreAskedForAreRead(effort: Effort) throws {
        var random = SeededGenerator(60)
        let values = (0..<5000).map { _ in random.next() >> UInt64.random(in: 0...63, using: &random) }
        var out = ByteWriter()
        IntegerEncoder(effort: effort, compressor: Compressor()).encode(values, into: &out)
        for share in [1, 7, 90, 4999] as [UInt64] {
            let rows = (0..<5000 as Range<UInt32>).filter { _ in random.next() % share == 0 }
            let buffer = ColumnBuffer()
            var reader = ChunkReader(out.bytes)
            try buffer.decode(&reader, kind: .unsigned, count: values.count, rows: rows)
            #expect(rows.allSatisfy { buffer.numbers[Int($0)] == values[Int($0)] })
        }
    }

    @Test func damagedBytesNeverTrap() {
        var random = SeededGenerator(61)
        let buffer = ColumnBuffer()
        for effort in [Effort.light, .hot, .dense] {
            let rows = count(effort, seed: 62)
            for (column, good) in zip(visits.columns, chunks(500, effort, seed: 62)) {
                for _ in 0..<80 {
                    var bad = good
                    for _ in 0..<Int.random(in: 1...3, using: &random) {
                        let place = Int.random(in: 0..<min(bad.count, 60), using: &random)
                        bad[place] = UInt8.random(in: 0...255, using: &random)
                    }
                    if random.next() % 3 == 0 { bad.removeLast(Int.random(in: 0..<bad.count, using: &random)) }
                    var reader = ChunkReader(bad)
                    guard (try? buffer.decode(&reader, kind: column.kind, count: rows)) != nil else { continue }
                    #expect(buffer.vector.count == rows)
                }
            }
        }
    }

    @Test func aCodeWithoutAnEntryIsRefused() {
        let buffer = ColumnBuffer()
        #expect(buffer.fill(.strings(codes: [0, 1], dictionary: ["a", "b"])))
        #expect(!buffer.fill(.strings(codes: [0, 2], dictionary: ["a", "b"])))
        #expect(!buffer.fill(.strings(codes: [0, .max], dictionary: ["a", "b"])))
        #expect(!buffer.fill(.strings(codes: [0], dictionary: [])))
    }
}
