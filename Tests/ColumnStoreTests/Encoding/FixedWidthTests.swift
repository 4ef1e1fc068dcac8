import Testing

@testable import ColumnStore

@Suite struct FixedWidthTests {
    private func widened(_ bytes: [UInt8], count: Int, base: UInt64 = 0, width: Int) -> [UInt64]? {
        var values = [UInt64](repeating: 7, count: count)
        let isWhole = values.withUnsafeMutableBufferPointer {
            FixedWidth.widen(bytes, into: $0, base: base, width: width)
        }
        return isWhole ? values : nil
    }

    @Test(arguments: [1, 2, 4, 8]) func everyWidthComesBack(width: Int) {
        let greatest = UInt64.max >> UInt64(64 - 8 * width)
        for base in [0, 1, .max] as [UInt64] {
            let values = [0, 1, greatest / 2, greatest].map { base &+ $0 }
            let bytes = FixedWidth.narrow(values, base: base, width: width)
            #expect(bytes.count == 4 * width)
            #expect(widened(bytes, count: 4, base: base, width: width) == values)
            #expect(widened(bytes, count: 5, base: base, width: width) == nil)
        }
    }

    @Test func noOtherWidthIsRead() {
        #expect(widened([1, 2, 3, 4, 5, 6], count: 2, width: 3) == nil)
    }

    @Test func theWidthHoldsTheBits() {
        #expect([1, 8, 9, 16, 17, 32, 33, 64].map { FixedWidth.width(bits: $0) } == [1, 1, 2, 2, 4, 4, 8, 8])
    }
}
