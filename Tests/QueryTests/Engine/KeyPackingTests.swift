import Testing

@testable import Query

@Suite struct KeyPackingTests {
    @Test(arguments: [
        [], [8], [32, 32], [64], [64, 32], [32, 33, 64, 40, 32, 8], [48, 48, 32, 32, 32, 32, 40, 64, 8], [1, 63, 16],
        [40, 32], [64, 64], [8, 8, 8, 8, 8, 8, 8, 8, 8],
    ])
    func fieldsNeverOverlap(widths: [Int]) {
        for withLatency in [false, true] {
            var packing = KeyPacking()
            var fields = packing.place(widths)
            #expect(fields.map(\.bits) == widths)
            if withLatency {
                let latency = packing.placeLast(8)
                #expect(latency.word == packing.words - 1)
                fields.append(latency)
            }
            var used = [UInt64](repeating: 0, count: packing.words)
            for field in fields {
                let bits = field.mask << field.shift
                #expect(used[field.word] & bits == 0)
                #expect(bits.nonzeroBitCount == field.bits)
                used[field.word] |= bits
            }
        }
    }

    @Test func narrowValuesShareWords() {
        var packing = KeyPacking()
        _ = packing.place([32, 40, 16, 8, 32])
        #expect(packing.words == 2)
    }
}
