import Observations
import Testing

@testable import Query

@Suite struct AddressInternerTests {
    private let addresses = [
        IPAddress(v4: 0), IPAddress(v4: 0xefff_ffff), IPAddress(v4: 0xf000_0000), IPAddress(v4: .max), .local,
        IPAddress(high: 0, low: 0), IPAddress(high: 0x2001_0db8 << 32, low: 1), IPAddress(high: .max, low: .max),
    ]

    @Test func everyAddressHasOneNumberOnAllThreads() {
        let interner = AddressInterner(budget: MemoryBudget(limit: 1 << 20))
        var first = AddressCache(interner)
        var second = AddressCache(interner)
        let numbers = first.numbers(of: addresses)
        #expect(second.numbers(of: addresses.reversed()) == numbers.reversed())
        #expect(Set(numbers).count == addresses.count)
        #expect(numbers.allSatisfy { $0 <= UInt64(UInt32.max) })
        let names = interner.names
        #expect(numbers.map { names[$0] } == addresses)
    }

    @Test func theNumberOfAnIPv4AddressIsItsOwn() {
        let interner = AddressInterner(budget: MemoryBudget(limit: 1 << 20))
        var cache = AddressCache(interner)
        #expect(cache.numbers(of: [IPAddress(v4: 0x0a00_0001)]) == [0x0a00_0001])
        #expect(interner.names.interned.isEmpty)
    }

    @Test func addressesCountAgainstTheMemory() {
        let budget = MemoryBudget(limit: 1000)
        let interner = AddressInterner(budget: budget)
        var cache = AddressCache(interner)
        _ = cache.numbers(of: (0..<100).map { IPAddress(high: 1, low: $0) })
        #expect(budget.isExceeded)
    }
}
