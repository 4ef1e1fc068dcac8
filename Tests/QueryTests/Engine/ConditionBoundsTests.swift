import ColumnStore
import Observations
import Testing

@testable import Query

@Suite struct ConditionBoundsTests {
    /// A source whose calls lie between 10 and 20, and whose other columns are unknown.
    private struct Bounded: RowSource {
        let inner = MemorySource(RowBatch(schema: .statements, rows: RandomRows.statements(5, seed: 9)))

        var rowCount: Int { inner.rowCount }
        var firstTime: UInt64 { inner.firstTime }
        var lastTime: UInt64 { inner.lastTime }

        func read(columns: [Int]) throws(StoreError) -> RowBatch { try inner.read(columns: columns) }

        func storedBytes(columns: [Int]) -> Int { inner.storedBytes(columns: columns) }

        func bounds(column: Int) -> ClosedRange<UInt64>? { column == 11 ? 10...20 : nil }
    }

    @Test(
        arguments: [
            ("calls > 20", .never), ("calls >= 20", .unknown), ("calls >= 10", .always), ("calls < 10", .never),
            ("calls = 15", .unknown), ("calls != 15", .unknown), ("calls != 9", .always), ("calls in (1, 2)", .never),
            ("calls not in (1, 2)", .always), ("calls in (1, 12)", .unknown), ("calls < 0", .never),
            ("rows > 5", .unknown),
            ("rows > 5 & calls > 20", .never), ("rows > 5 | calls > 20", .unknown), ("rows > 5 | calls > 5", .always),
            ("calls > 5 & calls < 30", .always), ("!(calls > 20)", .always), ("!(rows > 5 | calls > 5)", .never),
            ("user = ann & calls > 5", .unknown), ("client = 10.0.0.0/8 | calls = 99", .unknown),
        ] as [(String, Condition.Outcome)])
    func outcomes(text: String, expected: Condition.Outcome) throws {
        #expect(try Condition(text, schema: .statements).outcome(in: Bounded()) == expected)
    }

    @Test func blocksThatCannotMatchAreNotRead() throws {
        let plan = try QueryEngineTests.plan("user,calls") { $0.condition = "calls > 20" }
        let result = try QueryEngine.run(plan, sources: [Bounded()])
        #expect(result.statistics.bytesRead == 0)
        #expect(result.statistics.blocksSkipped == 1)
        #expect(result.covered != nil)
    }
}
