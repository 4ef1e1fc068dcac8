import ColumnStore
import Observations
import Testing

@testable import Query

@Suite struct RowFilterTests {
    private let batch = RowBatch(schema: .statements, rows: RandomRows.statements(50, seed: 1))

    private func selection(_ condition: String?, _ range: ClosedRange<UInt64> = 0 ... .max) throws -> [UInt32]? {
        let condition = try condition.map { try Condition($0, schema: .statements) }
        let reader = ColumnReader(schema: .statements)
        let every = Array(TableSchema.statements.columns.indices)
        let count = try MemorySource(batch).read(columns: every, rows: nil, with: reader)
        return RowFilter(condition: condition, range: range)
            .selection(reader.buffers, count: count, checksTime: range != 0 ... .max)
    }

    @Test func allRowsAreNoSelection() throws {
        #expect(try selection(nil) == nil)
        #expect(try selection("calls >= 0") == nil)
        #expect(try selection(nil, 1 ... .max) == nil)
    }

    @Test func noRowIsAnEmptySelection() throws {
        #expect(try selection("calls < 0") == [])
        #expect(try selection(nil, 0...1) == [])
    }

    @Test func rowsKeepTheirOrder() throws {
        let selected = try #require(try selection("calls > 5"))
        guard case .unsigned(let calls) = batch.columns[11] else { return }
        #expect(selected == calls.indices.filter { calls[$0] > 5 }.map { UInt32($0) })
    }

    @Test func `A filter whose time is over takes nothing`() throws {
        let reader = ColumnReader(schema: .statements)
        let every = Array(TableSchema.statements.columns.indices)
        let count = try MemorySource(batch).read(columns: every, rows: nil, with: reader)
        let condition = try Condition("calls > 0 | rows > 0", schema: .statements)
        let late = MemoryBudget(limit: 1000, timeout: .zero, deadline: .now)
        let filter = RowFilter(condition: condition, range: 0 ... .max, budget: late)
        #expect(filter.selection(reader.buffers, count: count, checksTime: false) == [])
    }
}
