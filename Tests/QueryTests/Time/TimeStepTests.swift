import Observations
import Testing

@testable import Query

@Suite struct TimeStepTests {
    private func step(_ text: String?, _ table: TableSchema = .statements, hours: UInt64 = 24) throws -> UInt64 {
        try TimeStep.parse(text, schema: table, range: 0...hours * 3600)
    }

    @Test func nothingTakesTimesAsTheyAreStored() throws {
        #expect(try step(nil) == 1)
        #expect(try step(nil, .flows) == 1)
    }

    @Test func autoFitsTheRange() throws {
        #expect(try step("auto", hours: 1) == 60)
        #expect(try step("auto", hours: 24) == 300)
        #expect(try step("AUTO", hours: 24 * 30) == 10_800)
        #expect(try step("auto", hours: 24 * 10_000) == 604_800)
        #expect(try step("auto", flows, hours: 1) == 300)
    }

    @Test func otherwiseAMultipleOfTheResolution() throws {
        #expect(try step("5m") == 300)
        #expect(try step("120") == 120)
        #expect(try step("1h") == 3600)
        for wrong in ["90s", "0", "5x", "", "1ms", "-5m"] { #expect(throws: QueryError.self) { try step(wrong) } }
    }
}
