import Observations
import Testing

@testable import Query

@Suite struct ConditionErrorTests {
    @Test func aCaretStandsUnderThePlace() throws {
        let text = "user = ann & datbase = shop"
        let error = #expect(throws: ConditionError.self) { try Condition(text, schema: .statements) }
        #expect(
            try #require(error).rendered(in: text) == """
                statements has no column 'datbase': did you mean 'database'?
                  user = ann & datbase = shop
                               ^
                """)
    }

    @Test func theCaretCountsCharactersAndControlsAreHarmless() throws {
        let text = "user = 'zoë\u{1b}' & x = 1"
        let error = #expect(throws: ConditionError.self) { try Condition(text, schema: .statements) }
        let lines = try #require(error).rendered(in: text).split(separator: "\n")
        #expect(lines[1] == "  user = 'zoë\\u{1b}' & x = 1")
        #expect(lines[2].count == 2 + "user = 'zoë\\u{1b}' & ".count + 1)
    }

    @Test func aPlaceBeyondTheEndIsTheEnd() {
        #expect(ConditionError("m", at: 99).rendered(in: "ab") == "m\n  ab\n    ^")
    }
}
