import Testing

@testable import ColumnStore

@Suite struct RadixSortTests {
    @Test func ordersByAllBitsAndKeepsEqualOnesInOrder() {
        var random = SeededGenerator(11)
        for bits in [1, 10, 11, 12, 33, 64] as [UInt64] {
            let keys = (0..<1500).map { _ in random.next() >> (64 - bits) }
            var order = (0..<1500).map { UInt32($0) }
            RadixSort.sort(&order, by: keys)
            let expected = order.sorted { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
            #expect(order == expected)
        }
    }
}
