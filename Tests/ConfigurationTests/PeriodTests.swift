import Testing

@testable import Configuration

@Suite struct PeriodTests {
    @Test(arguments: [
        ("0s", Duration.zero), ("500ms", .milliseconds(500)), ("1s", .seconds(1)), ("5m", .seconds(300)),
        ("2h", .seconds(7200)), ("7d", .seconds(604_800)), ("2w", .seconds(1_209_600)), ("1y", .seconds(31_536_000)),
    ])
    func `Durations are numbers with a unit`(text: String, duration: Duration) throws {
        #expect(try Period.parse(text) == duration)
    }

    @Test(arguments: [
        "", "s", "1", "1 s", "-1s", "1.5h", "1M", "1s ", "99999999999999999999s", "9223372036854775807y", "１s",
    ])
    func `Anything else is an error`(text: String) {
        #expect(throws: InvalidValue.self) { try Period.parse(text) }
    }

    @Test func `A forgotten unit is suggested`() {
        #expect(throws: InvalidValue("a duration needs a unit (ms, s, m, h, d, w, y)", suggestion: "60s")) {
            try Period.parse("60")
        }
    }

    @Test(arguments: ["0s", "1ms", "1500ms", "1s", "90s", "5m", "90m", "1h", "36h", "1d", "90d", "1w", "1y", "3y"])
    func `Durations are shown in the largest unit without a rest`(text: String) throws {
        #expect(Period.text(try Period.parse(text)) == text)
    }
}
