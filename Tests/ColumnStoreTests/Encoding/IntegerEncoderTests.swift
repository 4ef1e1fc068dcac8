import Bytes
import Testing

@testable import ColumnStore

/// Sequences that try each encoding's edges.
let integerSequences: [(String, [UInt64])] = {
    var random = SeededGenerator(3)
    var sequences: [(String, [UInt64])] = [
        ("empty", []), ("zero", [0]), ("max", [.max]), ("both ends", [0, .max]),
        ("constant", Array(repeating: 5, count: 999)),
        ("ascending", (0..<1000).map { 1 << 40 + $0 * 3 }), ("descending", (0..<1000).reversed().map { $0 * $0 }),
        ("runs", (0..<3000).map { UInt64.max - UInt64($0 / 100) % 7 }),
        ("few far apart", (0..<3000).map { [1, .max, 1 << 33][($0 * 7919) % 3] }),
        ("alternating ends", (0..<500).map { $0 % 2 == 0 ? 0 : .max }),
        ("overflowing ascent", [0, .max / 2, .max - 1, .max, .max, .max, .max, .max, .max]),
    ]
    for bits in [1, 7, 8, 9, 16, 17, 31, 33, 56, 57, 58, 63, 64] as [UInt64] {
        let mask = UInt64.max >> (64 - bits)
        sequences.append(("\(bits) random bits", (0..<700).map { _ in random.next() & mask }))
        sequences.append(
            (
                "up to \(bits) bits",
                (0..<700).map { _ in random.next() >> UInt64.random(in: (64 - bits)...63, using: &random) }
            ))
        sequences.append(
            ("runs of \(bits) bits", (0..<2000).map { UInt64($0 / 41) &* 0x9e37_79b9_7f4a_7c15 & mask }))
    }
    return sequences
}()

@Suite struct IntegerEncoderTests {
    private func encode(_ values: [UInt64], _ effort: Effort) -> [UInt8] {
        var out = ByteWriter()
        IntegerEncoder(effort: effort, compressor: Compressor()).encode(values, into: &out)
        return out.bytes
    }

    @Test(arguments: [Effort.light, .hot, .dense]) func everySequenceComesBack(effort: Effort) throws {
        for (name, values) in integerSequences {
            var reader = ChunkReader(encode(values, effort))
            #expect(try IntegerDecoder<UInt64>.decode(&reader, count: values.count) == values, "\(name)")
            #expect(reader.remaining == 0, "\(name)")
        }
    }

    @Test func eachEncodingIsChosenWhereItPays() {
        var random = SeededGenerator(4)
        func chosen(_ values: [UInt64]) -> IntegerEncoding? { IntegerEncoding(rawValue: encode(values, .dense)[0]) }
        #expect(chosen(Array(repeating: 9, count: 100)) == .constant)
        #expect(chosen((0..<4000).map { _ in random.next() & 7 }) == .packed)
        #expect(chosen((0..<4000).map { _ in random.next() % 3 == 0 ? 100 : 3 }) == .bytes)
        #expect(chosen((0..<4000).map { UInt64($0 / 500 % 2) }) == .runs)
        #expect(
            chosen((0..<4000).map { _ in random.next() >> UInt64.random(in: 34...60, using: &random) }) == .magnitudes)
        #expect(chosen((0..<4000).map { _ in [1, 1 << 40, 1 << 50].randomElement(using: &random)! }) == .dictionary)
        #expect(chosen((0..<4000).map { UInt64($0 * $0) }) == .deltas)
    }

    @Test func whatDecodesFastIsChosenForHotBlocks() {
        var random = SeededGenerator(4)
        func chosen(_ values: [UInt64]) -> IntegerEncoding? { IntegerEncoding(rawValue: encode(values, .hot)[0]) }
        #expect(chosen((0..<4000).map { _ in random.next() & 1023 }) == .packed)
        #expect(
            chosen((0..<4000).map { _ in random.next() >> UInt64.random(in: 34...60, using: &random) }) == .sizes)
        #expect(chosen((0..<4000).map { _ in [1, 1 << 40, 1 << 50].randomElement(using: &random)! }) == .dictionary)
    }

    @Test func whatCompressesGetsSmall() {
        #expect(encode((0..<30_000).map { UInt64($0 / 3000) }, .dense).count < 60)
        #expect(encode((0..<30_000).map { 1 << 40 + UInt64($0) }, .dense).count < 30)
    }

    @Test func damagedBytesNeverTrap() {
        var random = SeededGenerator(5)
        for (round, (_, values)) in integerSequences.enumerated() where values.count > 2 {
            let good = encode(values, round % 2 == 0 ? .dense : .hot)
            for _ in 0..<60 {
                var bad = good
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    bad[Int.random(in: 0..<min(bad.count, 40), using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bad.removeLast(Int.random(in: 0..<bad.count, using: &random)) }
                var reader = ChunkReader(bad)
                let decoded = try? IntegerDecoder<UInt32>.decode(&reader, count: values.count)
                #expect(decoded == nil || decoded!.count == values.count)
            }
        }
    }

    @Test func nestingWithoutEndIsRefused() {
        // Runs in runs in runs …, each of one run.
        let bytes: [UInt8] = (0..<20_000).map { $0 % 2 == 0 ? IntegerEncoding.runs.rawValue : 1 }
        var reader = ChunkReader(bytes)
        #expect(throws: DecodingFailure.self) { try IntegerDecoder<UInt64>.decode(&reader, count: 1) }
    }
}
