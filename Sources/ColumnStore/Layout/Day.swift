/// A day in UTC, counted from 1970-01-01; its name is that of a directory of the store.
struct Day: Hashable, Comparable, Sendable {
    static let seconds: UInt64 = 86_400

    let number: UInt64

    init(number: UInt64) { self.number = number }

    init(containing time: UInt64) { number = time / Self.seconds }

    /// Reads `YYYY-MM-DD`; nil for any other name, and for a date that does not exist.
    init?(name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count >= 4, parts[0].utf8.count <= 15,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            let number = UInt64(exactly: Self.days(year, month, day))
        else { return nil }
        self.number = number
        guard self.name == name else { return nil }
    }

    /// `YYYY-MM-DD`.
    var name: String {
        // Years from March on: the leap day is their last, and the months' lengths follow one line (Hinnant's
        // algorithm).
        let shifted = Int(number) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * index + 2) / 5 + 1
        let month = index < 10 ? index + 3 : index - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    static func < (a: Day, b: Day) -> Bool { a.number < b.number }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        guard (1...12).contains(month), (1...31).contains(day) else { return -1 }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
