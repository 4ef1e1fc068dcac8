import Bytes
import Testing

@testable import ColumnStore

@Suite struct ByteStreamTests {
    private func stream(_ bytes: [UInt8]) -> [UInt8] {
        var out = ByteWriter()
        ByteStream.write(bytes, to: &out, compressor: Compressor())
        return out.bytes
    }

    @Test func runsNoiseAndTextEachGetTheirCodec() throws {
        var random = SeededGenerator(1)
        let samples: [(Codec, [UInt8])] = [
            (.none, []), (.none, [1, 2, 3]), (.none, (0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) }),
            (.lz4, (0..<16_000).map { UInt8($0 % 8) }),
            (.zstd, (0..<5000).map { _ in UInt8.random(in: 0...2, using: &random) }),
        ]
        for (codec, bytes) in samples {
            let stored = stream(bytes)
            #expect(Codec(rawValue: stored[0]) == codec)
            var reader = ChunkReader(stored)
            #expect(try ByteStream.read(&reader, limit: bytes.count, padding: 3) == bytes + [0, 0, 0])
        }
    }

    @Test func aLongerStreamThanExpectedIsRefused() {
        var reader = ChunkReader(stream(Array(repeating: 7, count: 100)))
        #expect(throws: DecodingFailure.self) { try ByteStream.read(&reader, limit: 99) }
    }

    @Test func everyFlippedBitIsRefusedOrGivesAsManyBytes() {
        let inputs: [[UInt8]] = [(0..<400).map { UInt8($0 % 4) }, (0..<400).map { UInt8($0 * $0 % 5) }]
        for bytes in inputs {
            let good = stream(bytes)
            for bit in 0..<good.count * 8 {
                var bad = good
                bad[bit / 8] ^= 1 << (bit % 8)
                var reader = ChunkReader(bad)
                let read = try? ByteStream.read(&reader, limit: 400)
                #expect(read == nil || read!.count <= 400)
            }
        }
    }
}
