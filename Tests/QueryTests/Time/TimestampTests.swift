import Testing

@testable import Query

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_772_047_775, "2026-02-25T19:29:35Z"),
        (4_102_444_799, "2099-12-31T23:59:59Z"), (UInt64.max, "9999-12-31T23:59:59Z"),
    ])
    func rfc3339(seconds: UInt64, text: String) {
        #expect(Timestamp.rfc3339(seconds) == text)
    }

    @Test func textHasTheOffsetOfItsZone() {
        #expect(Timestamp.text(1_772_047_775, zone: .utc) == "2026-02-25 19:29:35")
        #expect(Timestamp.text(1_772_047_775, zone: .offset(19_800)) == "2026-02-26 00:59:35 +05:30")
        #expect(Timestamp.text(1_772_047_775, zone: .offset(-12_600)) == "2026-02-25 15:59:35 -03:30")
    }

    @Test func everyDayOfFourCenturiesIsReadBack() {
        for day in stride(from: Int64(0), to: 146_097, by: 1) {
            let civil = CivilTime(secondsUTC: day * 86_400 + 3661)
            guard civil.isValid, civil.secondsUTC == day * 86_400 + 3661, civil.hour == 1 else {
                Issue.record("day \(day): \(civil)")
                return
            }
        }
    }
}
