import Testing

@testable import ColumnStore

@Suite struct CodedRowsTests {
    private let rows = CodedRows(codes: [9, 2, 0, 2, 0, 2][1...], domain: 4)

    @Test func `Counts, sums and bounds are those of each code`() {
        #expect(rows.counts == [2, 0, 3, 0])
        #expect(rows.sums(of: [1, 2, 3, 4, 5][...]) == [6, 0, 9, 0])
        let bounds = rows.bounds(of: [7, 5, 9, 6, 8][...])
        #expect(bounds.least[0] == 5 && bounds.greatest[0] == 6)
        #expect(bounds.least[2] == 7 && bounds.greatest[2] == 9)
    }

    @Test func `A sum that does not fit stays at the greatest value`() {
        #expect(rows.sums(of: [.max, 0, 1, 0, 1][...]) == [0, 0, .max, 0])
    }
}
