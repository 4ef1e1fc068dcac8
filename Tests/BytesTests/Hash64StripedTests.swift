import Bytes
import Testing

@Suite struct Hash64StripedTests {
    @Test func everyBitAndTheLengthCount() {
        for count in [0, 1, 7, 8, 31, 32, 33, 64, 100] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
            var seen: Set<UInt64> = [Hash64.striped(bytes), Hash64.striped(bytes + [0])]
            for bit in 0..<count * 8 {
                var other = bytes
                other[bit / 8] ^= 1 << (bit % 8)
                seen.insert(Hash64.striped(other))
            }
            #expect(seen.count == count * 8 + 2)
        }
    }

    @Test func stripesAreNotExchangeable() {
        let words = (0..<8 as Range<UInt8>).map { [UInt8](repeating: $0, count: 8) }
        let orders = [
            [0, 1, 2, 3, 4, 5, 6, 7], [1, 0, 2, 3, 4, 5, 6, 7], [4, 1, 2, 3, 0, 5, 6, 7], [0, 1, 2, 3, 5, 4, 6, 7],
        ]
        #expect(Set(orders.map { Hash64.striped($0.flatMap { words[$0] }) }).count == orders.count)
    }

    @Test func theValueStaysBecauseItStandsOnDisk() {
        #expect(Hash64.striped((0..<100).map { UInt8($0) }) == 16_153_551_669_523_478_063)
    }
}
