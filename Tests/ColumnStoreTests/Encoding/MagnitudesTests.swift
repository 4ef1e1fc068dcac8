import Testing

@testable import ColumnStore

@Suite struct MagnitudesTests {
    @Test func everyLengthComesBackAtEveryPosition() {
        let ends: [UInt64] = (0...63).flatMap { [1 << $0, (1 << $0) + ((1 << $0) - 1)] } + [0]
        for shift in 0..<8 as Range<UInt64> {
            let values = [1 << shift] + ends
            let (classes, mantissas) = Magnitudes.split(values)
            let padded = mantissas + Array(repeating: 0, count: Magnitudes.padding)
            #expect(Magnitudes.join(classes: classes, mantissas: padded, as: UInt64.self) == values)
        }
    }

    @Test func aLengthThatDoesNotFitIsRefused() {
        let padding = [UInt8](repeating: 0, count: Magnitudes.padding)
        #expect(
            Magnitudes.join(classes: [65], mantissas: padding + Array(repeating: 0, count: 8), as: UInt64.self) == nil)
        #expect(Magnitudes.join(classes: [10], mantissas: padding, as: UInt64.self) == nil)
    }
}
