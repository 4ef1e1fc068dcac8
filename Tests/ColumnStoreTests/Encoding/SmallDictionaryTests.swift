import Testing

@testable import ColumnStore

@Suite struct SmallDictionaryTests {
    @Test func fewValuesGetAscendingCodes() throws {
        let values = (0..<100).map { [UInt64.max, 3, 1 << 40][$0 % 3] }
        let (distinct, codes) = try #require(SmallDictionary.codes(of: values, limit: 10))
        #expect(distinct == [3, 1 << 40, .max])
        #expect(codes.map { distinct[Int($0)] } == values)
    }

    @Test func manyValuesGetNone() {
        #expect(SmallDictionary.codes(of: (0..<100).map { $0 % 11 }, limit: 10) == nil)
        #expect(SmallDictionary.codes(of: [1, 2, 3, 4], limit: 10) == nil)
    }
}
