/// The parts of a written date: a civil time and, where it is given, the distance from UTC in seconds.
struct TimeFields {
    var civil: CivilTime
    var offset: Int64?

    /// A date of numbers, then perhaps a time, then perhaps a zone.
    init?(numeric words: [Substring]) {
        guard (1...3).contains(words.count), let date = Self.date(words[0]) else { return nil }
        civil = date
        if words.count > 1 { guard readTime(words[1]) else { return nil } }
        if words.count > 2 { guard offset == nil, readZone(words[2]) else { return nil } }
    }

    /// A date with the month's name: ANSIC, RubyDate, RFC822Z or RFC1123Z.
    init?(named words: [Substring]) {
        var rest = words[...]
        if let first = rest.first, Self.isWeekday(first) { rest.removeFirst() }
        guard rest.count >= 4 else { return nil }
        let parts = Array(rest)
        civil = CivilTime(year: 0, month: 0, day: 0)
        if let month = Self.month(parts[0]) {
            // ANSIC: Jan 2 15:04:05 2006; RubyDate: Jan 02 15:04:05 -0700 2006
            guard parts.count <= 5, let day = TimeExpression.digits(parts[1]), readTime(parts[2]),
                parts.count == 4 || readZone(parts[3]), let year = Self.year(parts[parts.count - 1])
            else { return nil }
            setDate(year, month, day)
        } else {
            // RFC822Z: 02 Jan 06 15:04 -0700; RFC1123Z: 02 Jan 2006 15:04:05 -0700
            guard parts.count <= 5, let day = TimeExpression.digits(parts[0]), let month = Self.month(parts[1]),
                let year = Self.year(parts[2]), readTime(parts[3]), parts.count == 4 || readZone(parts[4])
            else { return nil }
            setDate(year, month, day)
        }
    }

    private mutating func setDate(_ year: Int64, _ month: Int64, _ day: Int64) {
        civil.year = year
        civil.month = month
        civil.day = day
    }

    /// `d.m.y`, `y-m-d` or `d-m-y`; two-digit years with hyphens come first where that makes a date, as in goQuery.
    private static func date(_ word: Substring) -> CivilTime? {
        let separator: Character = word.contains(".") ? "." : "-"
        let parts = word.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 3, let a = TimeExpression.digits(parts[0]), let b = TimeExpression.digits(parts[1]),
            let c = TimeExpression.digits(parts[2])
        else { return nil }
        if separator == "-", parts[2].utf8.count <= 2, let first = year(parts[0]) {
            let civil = CivilTime(year: first, month: b, day: c)
            if civil.isValid || parts[0].utf8.count == 4 { return civil }
        }
        guard parts[0].utf8.count <= 2, let last = year(parts[2]) else { return nil }
        return CivilTime(year: last, month: b, day: a)
    }

    /// A year of four digits, or of two: 69 to 99 lie in the last century, as in Go and POSIX.
    private static func year(_ text: Substring) -> Int64? {
        guard let number = TimeExpression.digits(text) else { return nil }
        switch text.utf8.count {
        case 4: return number
        case 2: return number + (number < 69 ? 2000 : 1900)
        default: return nil
        }
    }

    private static func month(_ word: Substring) -> Int64? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        return names.firstIndex(of: word.lowercased()).map { Int64($0) + 1 }
    }

    private static func isWeekday(_ word: Substring) -> Bool {
        let name = word.last == "," ? word.dropLast() : word
        return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(name.lowercased())
    }

    /// `15:04` or `15:04:05`, perhaps with a fraction (which is dropped) and a zone without a space, as RFC 3339 has
    /// it.
    private mutating func readTime(_ word: Substring) -> Bool {
        let clock = word.prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let zone = word[clock.endIndex...]
        if !zone.isEmpty { guard readZone(zone) else { return false } }
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[0].utf8.count <= 2, parts[1].utf8.count == 2,
            let hour = TimeExpression.digits(parts[0]), let minute = TimeExpression.digits(parts[1])
        else { return false }
        civil.hour = hour
        civil.minute = minute
        guard parts.count == 3 else { return true }
        let second = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard second.count <= 2, second[0].utf8.count == 2, let whole = TimeExpression.digits(second[0]),
            second.count == 1 || TimeExpression.digits(second[1].prefix(15)) != nil
        else { return false }
        civil.second = whole
        return true
    }

    /// `Z`, `+0100`, `-01:00`.
    private mutating func readZone(_ word: Substring) -> Bool {
        if word == "Z" || word == "z" {
            offset = 0
            return true
        }
        guard let sign = word.first, sign == "+" || sign == "-" else { return false }
        let digits = word.dropFirst()
        let hasColon = digits.utf8.count == 5 && digits.dropFirst(2).first == ":"
        let number = hasColon ? String(digits.prefix(2)) + String(digits.suffix(2)) : String(digits)
        guard number.utf8.count == 4, let value = TimeExpression.digits(number[...]), value / 100 <= 23,
            value % 100 < 60
        else { return false }
        let seconds = value / 100 * 3600 + value % 100 * 60
        offset = sign == "-" ? -seconds : seconds
        return true
    }
}
