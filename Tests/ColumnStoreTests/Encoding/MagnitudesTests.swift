import Testing

@testable import ColumnStore

@Suite struct MagnitudesTests {
    @Test func everyLengthComesBackAtEveryPosition() {
        let ends: [UInt64] = (0...63).flatMap { [1 << $0, (1 << $0) + ((1 << $0) - 1)] } + [0]
        for shift in 0..<8 as Range<UInt64> {
            let values = [1 << shift] + ends
            let (classes, mantissas) = Magnitudes.split(values)
            let padded = mantissas + Array(repeating: 0, count: Magnitudes.padding)
            #expect(Magnitudes.byteCount(classes) == mantissas.count)
            var joined = [UInt64](repeating: 1, count: values.count)
            joined.withUnsafeMutableBufferPointer { target in
                padded.withUnsafeBytes { Magnitudes.join(classes, $0, into: target) }
            }
            #expect(joined == values)
        }
    }

    @Test func aLengthThatDoesNotFitIsRefused() {
        #expect(Magnitudes.byteCount([65]) == nil)
        #expect(Magnitudes.byteCount([0, 1, 64]) == 8)
    }
}
