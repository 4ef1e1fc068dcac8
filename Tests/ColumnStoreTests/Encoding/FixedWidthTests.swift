import Testing

@testable import ColumnStore

@Suite struct FixedWidthTests {
    @Test(arguments: [1, 2, 4, 8]) func everyWidthComesBack(width: Int) {
        let greatest = UInt64.max >> UInt64(64 - 8 * width)
        for base in [0, 1, .max] as [UInt64] {
            let values = [0, 1, greatest / 2, greatest].map { base &+ $0 }
            let bytes = FixedWidth.narrow(values, base: base, width: width)
            #expect(bytes.count == 4 * width)
            #expect(FixedWidth.widen(bytes, count: 4, base: base, width: width, as: UInt64.self) == values)
            #expect(FixedWidth.widen(bytes, count: 5, base: base, width: width, as: UInt64.self) == nil)
        }
    }

    @Test func noOtherWidthIsRead() {
        #expect(FixedWidth.widen([1, 2, 3, 4, 5, 6], count: 2, base: 0, width: 3, as: UInt64.self) == nil)
    }

    @Test func theWidthHoldsTheBits() {
        #expect([1, 8, 9, 16, 17, 32, 33, 64].map { FixedWidth.width(bits: $0) } == [1, 1, 2, 2, 4, 4, 8, 8])
    }
}
