import Testing

@testable import Query

@Suite struct TimeExpressionTests {
    /// 2026-02-25 19:29:35 UTC.
    static let now: Int64 = 1_772_047_775

    private func parse(_ text: String, zone: TimeZoneRule = .utc) throws -> UInt64 {
        try TimeExpression.parse(text, now: Self.now, zone: zone)
    }

    @Test(arguments: [
        "1772047775", "now", "NOW", "2026-02-25T19:29:35Z", "2026-02-25T20:29:35+01:00", "2026-02-25t19:29:35.75z",
        "Wed Feb 25 19:29:35 2026", "Wed Feb 25 20:29:35 +0100 2026", "Wed, 25 Feb 2026 18:29:35 -0100",
        "2026-02-25 19:29:35", "2026-02-25  20:29:35 +0100", "26-02-25 19:29:35", "25-02-2026 19:29:35",
        "25-2-2026 19:29:35 +0000", "25.02.2026 19:29:35", "25.2.2026 19:29:35", "25.02.26 19:29:35",
        "25.2.26 14:29:35 -0500", "25.02.2026 19:29:35 -00:00", "26-2-25 19:29:35 +0000",
    ])
    func formsOfOneMoment(text: String) throws {
        #expect(try parse(text) == UInt64(Self.now))
    }

    @Test(arguments: [
        "25 Feb 26 19:29 +0000", "2026-02-25 19:29", "25.02.2026 19:29", "2026-02-25 20:29 +0100", "25.2.26 19:29",
        "2026-02-25T19:29Z", "25-02-2026 19:29",
    ])
    func formsWithoutSeconds(text: String) throws {
        #expect(try parse(text) == UInt64(Self.now - 35))
    }

    @Test(
        arguments: [
            ("-1d", 86_400), ("-15d:04h:05m", 15 * 86_400 + 4 * 3600 + 300), ("-15d4h5m", 15 * 86_400 + 4 * 3600 + 300),
            ("-90s", 90), ("-2w", 14 * 86_400), ("-1H:30M", 5400), ("-0s", 0),
        ] as [(String, Int64)])
    func distancesFromNow(text: String, seconds: Int64) throws {
        #expect(try parse(text) == UInt64(Self.now - seconds))
    }

    @Test func datesBeginAtMidnightOfTheZone() throws {
        #expect(try parse("2026-02-25") == 1_771_977_600)
        #expect(try parse("25.02.2026", zone: .offset(3600)) == 1_771_974_000)
        #expect(try parse("2026-02-25T00:00:00Z", zone: .offset(3600)) == 1_771_977_600)
    }

    @Test func hyphensWithTwoDigitsBeginWithTheYearWhereTheyCan() throws {
        #expect(try parse("26-02-25") == 1_771_977_600)
        #expect(try parse("25-02-26") == (try parse("2025-02-26")))
        #expect(try parse("31-12-99") == (try parse("31.12.1999")))
    }

    @Test func whatLiesBeforeTheEpochIsTheEpoch() throws {
        #expect(try parse("-99999w") == 0)
    }

    @Test(arguments: [
        "", " ", "yesterday", "-", "-5", "-d", "-1d:", "-1h2d", "-1x", "-1d1d", "2026-02-30", "2026-13-01",
        "29.02.2025",
        "25.02.2026 24:00", "25.02.2026 12:60", "2026-02-25 1", "2026-02-25 12:30 +1", "2026-02-25 12:30 +2500",
        "2026-02-25 12:30 0100", "2026-02-25 12:30 +0100 x", "Foo 25 19:29:35 2026", "25.02", "999999999999999999",
        "2026-02-25T", "2026-02-25 ::", "25.02.026", "Feb 25 19:29:35", "-99999999999999999999d", "25-02/2026", "é",
    ])
    func whatIsNoTime(text: String) {
        #expect(throws: QueryError.self) { try parse(text) }
    }

    @Test func localTimeIsTheInverseOfPrintingIt() throws {
        for moment: UInt64 in [1_772_047_775, 1_783_000_000, 1_700_000_000] {
            #expect(try parse(Timestamp.text(moment), zone: .utc) == moment)
            let withoutOffset = Timestamp.text(moment).split(separator: " ").prefix(2).joined(separator: " ")
            #expect(try parse(withoutOffset, zone: .local) == moment)
        }
    }
}
