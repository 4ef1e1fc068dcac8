import Bytes
import Observations
import Testing

@testable import ColumnStore

@Suite struct SortedRowsTests {
    private func sorted(_ visits: [Visit]) -> [Visit] {
        var buffer = RowBuffer(schema: ColumnStoreTests.visits)
        buffer.append(batch(visits))
        return decoded(SortedRows(buffer))
    }

    /// Encodes and decodes in pieces, as blocks are.
    private func decoded(_ sorted: SortedRows, piece: Int = 64) -> [Visit] {
        let integers = IntegerEncoder(effort: .dense, compressor: Compressor())
        return stride(from: 0, to: sorted.count, by: piece).flatMap { start in
            let range = start..<min(start + piece, sorted.count)
            let vectors = visits.columns.indices.map { index -> ColumnVector? in
                var out = ByteWriter()
                _ = sorted.encode(column: index, range, integers, into: &out)
                return try? ColumnChunk.decode(out.bytes[...], kind: visits.columns[index].kind, count: range.count)
            }
            return rows(RowBatch(schema: visits, count: range.count, columns: vectors))
        }
    }

    @Test func rowsOfEqualKeysBecomeOne() {
        var random = SeededGenerator(8)
        for count in [1, 2, 100, 1000] {
            let rows = randomVisits(count, around: midnight, &random)
            let merged = sorted(rows)
            #expect(Answer(merged) == Answer(rows))
            #expect(merged.count == Answer(rows).sums.count)
        }
    }

    @Test func keysBeyondOneWordSortToo() {
        var random = SeededGenerator(9)
        let rows = (0..<2000).map { _ in
            Visit(
                time: random.next(), source: IPAddress(high: random.next(), low: random.next() % 3),
                user: String(random.next() % 1000), fingerprint: random.next())
        }
        #expect(Answer(sorted(rows + rows)) == Answer(rows + rows))
        #expect(sorted(rows + rows).count == rows.count)
    }

    @Test func aSumThatDoesNotFitStaysAtTheGreatest() {
        let rows = [Visit(time: 1, calls: .max, bytes: 1), Visit(time: 1, calls: 2, bytes: 2)]
        #expect(sorted(rows) == [Visit(time: 1, calls: .max, bytes: 3)])
    }

    @Test func aBufferMadeOfThemHasTheSameRows() {
        var random = SeededGenerator(10)
        let rows = randomVisits(500, around: midnight, &random)
        var buffer = RowBuffer(schema: visits)
        buffer.append(batch(rows))
        #expect(Answer(decoded(SortedRows(SortedRows(buffer).buffer()))) == Answer(rows))
    }
}
