import Testing

@testable import ColumnStore

@Suite struct CodesTests {
    @Test func codesThatDoNotOccurAreLeftOut() {
        let (codes, used) = Codes.renumber([9, 4, 4, 7][1...], domain: 10)
        #expect(codes == [0, 0, 1])
        #expect(used == [4, 7])
    }

    @Test func gatheringChecksEveryCode() throws {
        #expect(try Codes.gather(["a", "b"], [1, 0, 1]) == ["b", "a", "b"])
        #expect(try Codes.gather([Int](), []) == [])
        #expect(throws: DecodingFailure.self) { try Codes.gather(["a", "b"], [0, 2]) }
    }
}
