import Observations
import Testing

@testable import Proxy

@Suite struct AddressLimitTests {
    private let second: UInt64 = 1_000_000_000

    @Test func `A burst passes, then so many a second`() {
        let limit = AddressLimit(perSecond: 2, burst: 3)
        let address = IPAddress(v4: 1)
        #expect((0..<5).map { _ in limit.admits(address, now: second) } == [true, true, true, false, false])
        #expect(limit.admits(IPAddress(v4: 2), now: second))
        #expect((0..<3).map { _ in limit.admits(address, now: 2 * second) } == [true, true, false])
        #expect((0..<4).map { _ in limit.admits(address, now: 60 * second) } == [true, true, true, false])
    }

    @Test func `A flood of addresses shares one bucket once the table is full`() {
        let limit = AddressLimit(perSecond: 1, burst: 2)
        let admitted = (1...10_000).filter { limit.admits(IPAddress(v4: UInt32($0)), now: second) }.count
        #expect(admitted == 4096 + 2)
        // Those who rested make room.
        #expect(limit.admits(IPAddress(v4: 20_000), now: 100 * second))
        #expect(limit.admits(IPAddress(v4: 20_001), now: 100 * second))
        #expect(limit.admits(IPAddress(v4: 20_002), now: 100 * second))
    }
}
