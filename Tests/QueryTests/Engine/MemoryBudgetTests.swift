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

    @Test func `A query that takes too long is given up`() throws {
        let budget = MemoryBudget(limit: 1000, timeout: .zero, deadline: .now)
        #expect(!budget.mayGoOn)
        #expect(budget.error.code == .timeout)
        #expect(MemoryBudget(limit: 1000, deadline: .now + .seconds(3600)).mayGoOn)
        let plan = try QueryEngineTests.plan("user") { $0.timeout = .zero }
        #expect {
            try QueryEngine.run(plan, sources: QueryEngineTests.sources)
        } throws: { error in
            (error as? QueryError)?.message.hasPrefix("the query was given up after 0 ms") == true
        }
    }
}
