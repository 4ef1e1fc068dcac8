import Testing

@testable import Query

@Suite struct StringInternerTests {
    @Test func equalTextsHaveEqualNumbers() {
        let interner = StringInterner()
        #expect(interner.ids(of: ["a", "b", ""]) == [0, 1, 2])
        #expect(interner.ids(of: ["c", "a"]) == [3, 0])
        #expect(interner.texts == ["a", "b", "", "c"])
    }
}
