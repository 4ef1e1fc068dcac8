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

    @Test(arguments: 0...17) func `Single rows come back wherever they are`(count: Int) throws {
        let values = (0..<count).map { UInt64.max >> UInt64($0 * 37 % 65) }
        let (classes, mantissas) = Magnitudes.split(values)
        let padded = mantissas + Array(repeating: 0, count: Magnitudes.padding)
        let (size, marks) = try #require(Magnitudes.marks(classes))
        #expect(size == mantissas.count)
        for row in values.indices {
            var joined = [UInt64](repeating: 1, count: count)
            joined.withUnsafeMutableBufferPointer { target in
                padded.withUnsafeBytes {
                    Magnitudes.join(classes, $0, into: target, rows: [UInt32(row)], marks: marks)
                }
            }
            var expected = [UInt64](repeating: 1, count: count)
            expected[row] = values[row]
            #expect(joined == expected)
        }
        #expect(Magnitudes.marks(classes + [65]) == nil)
    }

    @Test func aLengthThatDoesNotFitIsRefused() {
        #expect(Magnitudes.byteCount([65]) == nil)
        #expect(Magnitudes.byteCount([0, 1, 64]) == 8)
    }
}
