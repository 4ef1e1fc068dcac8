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

    @Test func `Only what is around the place is shown`() throws {
        let text = String(repeating: "é", count: 500) + " = 1"
        let error = ConditionError("m", at: 400)
        let lines = error.rendered(in: text).split(separator: "\n")
        let half = String(repeating: "é", count: 60)
        #expect(
            lines.map { String($0) } == ["m", "  …\(half)\(half)…", "  " + String(repeating: " ", count: 61) + "^"])
        let long = "dport = " + String(repeating: "9", count: 10_000)
        let wrong = #expect(throws: ConditionError.self) { try Condition(long, schema: .flows) }
        #expect(try #require(wrong).rendered(in: long).utf8.count < 1000)
    }
}
