import Testing

@testable import ColumnStore

@Suite struct DayTests {
    @Test(
        arguments: [
            (0, "1970-01-01"), (59, "1970-03-01"), (789, "1972-02-29"), (11_016, "2000-02-29"), (19_782, "2024-02-29"),
            (20_513, "2026-03-01"), (47_540, "2100-02-28"), (47_541, "2100-03-01"), (2_932_897, "10000-01-01"),
        ] as [(UInt64, String)])
    func namesAreThoseOfTheCalendar(number: UInt64, name: String) {
        #expect(Day(number: number).name == name)
        #expect(Day(name: name) == Day(number: number))
    }

    @Test(arguments: [
        "", "2026", "2026-02-30", "2026-13-01", "2026-3-01", "02026-03-01", "2026-03-01 ", "-001-01-01", "manifest",
    ])
    func otherNamesAreNoDays(name: String) { #expect(Day(name: name) == nil) }

    @Test func theLastSecondThereIsHasADay() {
        #expect(Day(name: Day(containing: .max).name) == Day(containing: .max))
        #expect(Step(containing: .max).end == .max)
    }
}
