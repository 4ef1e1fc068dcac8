import Bytes
import Observations
import Testing

@testable import ColumnStore

@Suite struct SegmentTests {
    private let every = Array(visits.columns.indices)
    private let described = DescribedFrames([], expecting: visits)

    private func payload(_ steps: [[Visit]], from: Int = 0) -> [UInt8] {
        let buffers = steps.map { rows in
            var buffer = RowBuffer(schema: visits)
            buffer.append(batch(rows))
            return (step: Step(containing: rows[0].time), buffer: buffer, from: from)
        }
        return Segment.encode(
            buffers, identity: described.identity, IntegerEncoder(effort: .light, compressor: Compressor()))
    }

    private func segment(_ payload: [UInt8]) throws -> Segment {
        try Segment(Frame(kind: .segment, sequence: 5, payload: payload[...]), described)
    }

    @Test func eachStepIsAPart() throws {
        var random = SeededGenerator(20)
        let steps = ([0, 300, 90_000] as [UInt64]).map { start in
            randomVisits(50, around: midnight, &random).map { visit in
                var moved = visit
                moved.time = midnight + start + visit.time % 300
                return moved
            }
        }
        let parts = try segment(payload(steps, from: 3)).parts
        #expect(parts.map(\.step) == [midnight, midnight + 300, midnight + 90_000])
        for (part, rows) in zip(parts, steps) {
            #expect(ColumnStoreTests.rows(try part.read(visits, columns: every)) == Array(rows[3...]))
            #expect(part.times.least == rows[3...].map(\.time).min())
            #expect(part.times.greatest == rows[3...].map(\.time).max())
        }
    }

    @Test func aPayloadOfOtherColumnsIsRefused() {
        let other = DescribedFrames([], expecting: TableSchemas.visitsWithoutUser)
        let frame = Frame(kind: .segment, sequence: 1, payload: payload([[Visit(time: 0)]])[...])
        #expect(throws: DecodingFailure.self) { try Segment(frame, other) }
    }

    /// What has the right checksum may be wrong all the same.
    @Test func aWrongPayloadNeverTraps() {
        var random = SeededGenerator(21)
        let good = payload([randomVisits(30, around: midnight, &random)])
        for _ in 0..<2000 {
            var bad = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 8..<(Bool.random(using: &random) ? 40 : bad.count), using: &random)
                bad[place] = UInt8.random(in: 0...255, using: &random)
            }
            guard let parts = try? segment(bad).parts else { continue }
            for part in parts where part.rows < 100_000 {
                let read = try? part.read(visits, columns: every)
                #expect(read == nil || read!.count == part.rows)
            }
        }
    }
}
