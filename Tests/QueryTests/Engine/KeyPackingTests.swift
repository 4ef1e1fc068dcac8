import Testing

@testable import Query

@Suite struct KeyPackingTests {
    @Test(arguments: [
        [], [8], [32, 32], [128], [128, 32], [32, 128, 64, 40, 32, 8], [128, 128, 32, 32, 32, 32, 40, 64, 8],
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
                for word in field.word..<field.word + (field.isWide ? 2 : 1) {
                    let bits = field.isWide ? UInt64.max : field.mask << field.shift
                    #expect(used[word] & bits == 0)
                    #expect(bits.nonzeroBitCount == min(64, field.bits))
                    used[word] |= bits
                }
            }
        }
    }

    @Test func narrowValuesShareWords() {
        var packing = KeyPacking()
        _ = packing.place([32, 40, 128, 8, 32])
        #expect(packing.words == 4)
    }
}
