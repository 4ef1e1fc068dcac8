import Testing

@testable import Query

@Suite struct MemoryBudgetTests {
    @Test func itIsTightBeforeItIsExceeded() {
        let budget = MemoryBudget(limit: 1000)
        budget.add(700)
        #expect(!budget.isTight && !budget.isExceeded)
        budget.add(200)
        #expect(budget.isTight && !budget.isExceeded)
        budget.add(200)
        #expect(budget.isExceeded)
        budget.add(-800)
        #expect(!budget.isTight && !budget.isStopped)
    }

    @Test func theMessageSaysWhatToDo() {
        let message = MemoryBudget(limit: 5 << 20).error.message
        #expect(message.hasPrefix("the query needs more than 5 MB"))
        #expect(message.contains("--max-memory"))
    }
}
