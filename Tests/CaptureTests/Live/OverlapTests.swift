import Testing

@testable import Capture

@Suite struct OverlapTests {
    @Test func `Each packet counts once, whichever of two time stamps it has on either side`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let moment: UInt64 = 1_000_000
            var overlap = Overlap(at: moment)
            // Packets around the moment, some the same byte for byte, each seen by both up to five microseconds apart.
            var packets: [(time: UInt64, bytes: [UInt8])] = []
            for index in 0..<400 {
                packets.append((moment - 3_000 + UInt64(index * 25), [UInt8(index % 13), UInt8(index / 100)]))
            }
            var counted = 0
            for packet in packets {
                let time = packet.time + UInt64.random(in: 0...5, using: &generator)
                packet.bytes.withUnsafeBytes { if overlap.takesOld(time, $0) { counted += 1 } }
            }
            #expect(overlap.isOver)
            for packet in packets {
                let time = packet.time + UInt64.random(in: 0...5, using: &generator)
                packet.bytes.withUnsafeBytes { if overlap.takesNew(time, $0) ?? true { counted += 1 } }
            }
            #expect(counted == packets.count)
        }
    }

    @Test func `What the old handle had lost, the new one counts`() {
        var overlap = Overlap(at: 10_000)
        let bytes: [UInt8] = [1, 2, 3]
        bytes.withUnsafeBytes { frame in
            let old = overlap.takesOld(9_000, frame)
            let news = [10_500, 10_501, 9_999, 20_000].map { overlap.takesNew($0, frame) }
            #expect(old && news == [false, true, false, nil])
        }
    }
}
