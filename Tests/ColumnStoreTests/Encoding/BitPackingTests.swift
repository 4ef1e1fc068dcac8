import Testing

@testable import ColumnStore

@Suite struct BitPackingTests {
    @Test(arguments: 1...64) func everyWidthComesBack(bits: Int) {
        var random = SeededGenerator(UInt64(bits))
        let mask = UInt64.max >> UInt64(64 - bits)
        for count in [0, 1, 7, 8, 63, 64, 65, 200] {
            let base = random.next()
            let values = (0..<count).map { index in base &+ (index % 5 == 0 ? mask : random.next() & mask) }
            let packed = BitPacking.pack(values, base: base, bits: bits)
            #expect(packed.count == (count * bits + 7) / 8)
            let padded = packed + Array(repeating: 0xff, count: BitPacking.padding)
            var unpacked = [UInt64](repeating: 1, count: count)
            unpacked.withUnsafeMutableBufferPointer { target in
                padded.withUnsafeBytes { BitPacking.unpack($0, into: target, bits: bits, base: base) }
            }
            #expect(unpacked == values)
        }
    }
}
