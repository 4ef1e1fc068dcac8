import Testing

@testable import Proxy

@Suite struct RingTests {
    @Test func `First in, first out, over the end of its memory`() {
        var ring = Ring<Int>()
        var (next, expected) = (0, 0)
        for round in 0..<200 {
            for _ in 0..<(round % 7) {
                ring.append(next)
                next += 1
            }
            for _ in 0..<min(ring.count, round % 5) {
                #expect(ring.first == expected)
                ring.removeFirst()
                expected += 1
            }
            for offset in 0..<ring.count { #expect(ring[offset] == expected + offset) }
        }
        #expect(ring.count == next - expected)
    }

    @Test(arguments: [0..<0, 1..<1, 1..<4, 0..<2, 5..<8, 0..<8])
    func `Elements are removed from the middle`(range: Range<Int>) {
        var ring = Ring<Int>()
        for number in 0..<5 { ring.append(number) }
        ring.removeFirst(5)
        for number in 0..<8 { ring.append(number) }
        ring.remove(range)
        var expected = Array(0..<8)
        expected.removeSubrange(range)
        #expect((0..<ring.count).map { ring[$0] } == expected)
        ring.append(99)
        #expect(ring[ring.count - 1] == 99)
    }

    @Test func `Reset forgets everything`() {
        var ring = Ring<Int>()
        for number in 0..<1_000 { ring.append(number) }
        ring.reset()
        #expect(ring.isEmpty)
        #expect(ring.first == nil)
        ring.append(1)
        #expect(ring.first == 1)
    }
}
