import Bytes
import Observations
import Testing

@testable import ColumnStore

@Suite struct ColumnChunkTests {
    private let compressor = Compressor()

    private func strings(_ texts: [String], _ codes: [UInt64], _ effort: Effort) -> [UInt8] {
        var out = ByteWriter()
        StringColumn.encode(codes, texts, IntegerEncoder(effort: effort, compressor: compressor), into: &out)
        return out.bytes
    }

    @Test(arguments: [Effort.light, .hot, .dense]) func textsComeBack(effort: Effort) throws {
        let texts = ["", "a", "zoë 🐘", String(repeating: "long ", count: 10_000), "\0\n"]
        let codes: [UInt32] = (0..<300).map { $0 * 7 % 5 }
        let bytes = strings(texts, codes.map { UInt64($0) }, effort)
        #expect(
            try ColumnChunk.decode(bytes[...], kind: .string, count: 300) == .strings(codes: codes, dictionary: texts))
        #expect(
            try ColumnChunk.decode(strings([], [], effort)[...], kind: .string, count: 0)
                == .strings(codes: [], dictionary: []))
    }

    @Test func aCodeBeyondTheDictionaryIsRefused() {
        let bytes = strings(["a", "b"], [0, 1, 2], .light)
        #expect(throws: DecodingFailure.self) { try ColumnChunk.decode(bytes[...], kind: .string, count: 3) }
    }

    @Test func bytesLeftOverAreRefused() {
        let bytes = strings(["a"], [0], .light) + [0]
        #expect(throws: DecodingFailure.self) { try ColumnChunk.decode(bytes[...], kind: .string, count: 1) }
    }

    @Test func addressesOfBothFamiliesComeBack() throws {
        let distinct = [
            IPAddress(v4: 0), IPAddress(v4: .max), IPAddress(high: 0, low: 1), .local,
            IPAddress(high: .max, low: .max),
        ]
        let integers = IntegerEncoder(effort: .dense, compressor: compressor)
        for codes in [[0, 1, 2, 3, 4], (0..<200).map { UInt64($0 % 5) }, [3], [], [1, 1, 1]] as [[UInt64]] {
            let used = codes.isEmpty ? [] : distinct
            var coded = ByteWriter()
            AddressColumn.encode(codes, used, integers, into: &coded)
            var plain = ByteWriter()
            AddressColumn.encode(codes.map { distinct[Int($0)] }, integers, into: &plain)
            let expected = ColumnVector.addresses(codes.map { distinct[Int($0)] })
            #expect(try ColumnChunk.decode(plain.bytes[...], kind: .address, count: codes.count) == expected)
            if codes.count >= used.count {
                #expect(try ColumnChunk.decode(coded.bytes[...], kind: .address, count: codes.count) == expected)
            }
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(6)
        for round in 0..<3000 {
            let bytes = (0..<round % 60).map { _ in UInt8.random(in: 0...(Bool.random() ? 7 : 255), using: &random) }
            for kind in [ColumnKind.time, .string, .address] {
                let vector = try? ColumnChunk.decode(bytes[...], kind: kind, count: round % 50)
                #expect(vector == nil || vector!.count == round % 50)
            }
        }
    }
}
