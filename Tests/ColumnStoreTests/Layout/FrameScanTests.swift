import Bytes
import Testing

@testable import ColumnStore

@Suite struct FrameScanTests {
    private let payloads: [[UInt8]] = [[], [1, 2, 3], Array(repeating: 0x4b, count: 500), Array(0...255)]

    private var file: [UInt8] {
        var out = ByteWriter()
        for (index, payload) in payloads.enumerated() {
            Frame.write(.segment, sequence: UInt64(index), payload: payload, to: &out)
        }
        return out.bytes
    }

    @Test func framesComeBack() {
        let scan = FrameScan(file)
        #expect(scan.frames.map { Array($0.payload) } == payloads)
        #expect(scan.frames.map(\.sequence) == [0, 1, 2, 3])
        #expect(scan.damage.isEmpty)
        #expect(scan.end == file.count)
    }

    @Test func `A kind that nobody knows is no damage`() {
        var out = ByteWriter()
        Frame.write(Frame.Kind(rawValue: 200), sequence: 4, payload: [5], to: &out)
        let scan = FrameScan(file + out.bytes)
        #expect(scan.frames.count == payloads.count + 1)
        #expect(scan.frames.last?.kind.isKnown == false)
        #expect(scan.damage.isEmpty && scan.tornTail == 0)
    }

    @Test func everyCutKeepsTheWholeFramesBeforeIt() {
        let ends = payloads.reduce(into: [0]) { $0.append($0.last! + Frame.headerSize + $1.count) }
        for length in 0...file.count {
            let scan = FrameScan(Array(file[..<length]))
            #expect(scan.frames.count == ends.count { $0 <= length } - 1)
            #expect(scan.tornTail == length - ends.last { $0 <= length }!)
            #expect(scan.damage.isEmpty)
        }
    }

    @Test func everyFlippedBitCostsOneFrame() {
        for bit in 0..<file.count * 8 {
            var bad = file
            bad[bit / 8] ^= 1 << (bit % 8)
            let scan = FrameScan(bad)
            #expect(scan.frames.count == payloads.count - 1)
            #expect(!scan.damage.isEmpty || scan.tornTail > 0)
        }
    }
}
