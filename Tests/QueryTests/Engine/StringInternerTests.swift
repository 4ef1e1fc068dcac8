import Testing

@testable import Query

@Suite struct StringInternerTests {
    @Test func equalTextsHaveEqualNumbers() {
        let interner = StringInterner(budget: MemoryBudget(limit: 1000))
        #expect(interner.ids(of: ["a", "b", ""]) == [0, 1, 2])
        #expect(interner.ids(of: ["c", "a"]) == [3, 0])
        #expect(interner.texts == ["a", "b", "", "c"])
    }

    @Test func `Texts count towards the memory of the query, each once`() {
        let budget = MemoryBudget(limit: 1000)
        let interner = StringInterner(budget: budget)
        let long = String(repeating: "x", count: 500)
        _ = interner.ids(of: [long])
        _ = interner.ids(of: [long, long])
        #expect(!budget.isExceeded)
        _ = interner.ids(of: [long + "y"])
        #expect(budget.isExceeded)
    }
}
