import Testing

@testable import ColumnStore

@Suite struct IntegerTableTests {
    @Test func codesAreStableThroughGrowthAndRanksAscend() {
        var random = SeededGenerator(30)
        var table = IntegerTable(capacity: 1)
        let values = [0, .max, 1 << 63] + (0..<5000).map { _ in random.next() }
        for (code, value) in values.enumerated() { #expect(table.code(of: value) == UInt32(code)) }
        for (code, value) in values.enumerated() { #expect(table.code(of: value) == UInt32(code)) }
        let (sorted, ranks) = table.ranked()
        #expect(sorted == values.sorted())
        #expect(values.indices.allSatisfy { sorted[Int(ranks[$0])] == values[$0] })
    }
}
