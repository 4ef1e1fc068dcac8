/// Reads a moment as goQuery's users type it, for `--first` and `--last`.
///
/// Understood are seconds since the epoch, `now`, distances back from now (`-15d:04h:05m`, `-1d`), RFC 3339, the forms
/// of Go's ANSIC, RubyDate, RFC822Z and RFC1123Z, and dates as day.month.year, year-month-day or day-month-year, with
/// years of two or four digits, times with or without seconds, and a distance from UTC where wanted.
public enum TimeExpression {
    /// The moment in seconds since the epoch, never before it.
    /// - Throws: `QueryError` when the text has none of the forms, or names a day or time that is not.
    public static func parse(_ text: String, now: Int64, zone: TimeZoneRule = .local) throws(QueryError) -> UInt64 {
        let trimmed = text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        guard let seconds = moment(trimmed, now: now, zone: zone) else {
            throw QueryError(
                .argument,
                "'\(text)' is no time: write 2026-02-25 19:30, 25.02.2026 19:30, RFC 3339, seconds since 1970, "
                    + "-1d, -15d4h5m or now")
        }
        return UInt64(max(0, seconds))
    }

    private static func moment(_ text: String, now: Int64, zone: TimeZoneRule) -> Int64? {
        if text.lowercased() == "now" { return now }
        if text.hasPrefix("-") { return distance(text.dropFirst()).map { now - $0 } }
        if let seconds = digits(text[...]) { return seconds <= 253_402_300_799 ? seconds : nil }
        var words = text.split(separator: " ")
        if words.count == 1, let cut = separatedByT(words[0]) { words = cut }
        let fields =
            words.allSatisfy({ !$0.contains { $0.isLetter && $0.isASCII && $0 != "Z" && $0 != "z" } })
            ? TimeFields(numeric: words) : TimeFields(named: words)
        guard let fields, fields.civil.isValid else { return nil }
        return (fields.offset.map { TimeZoneRule.offset($0) } ?? zone).seconds(of: fields.civil)
    }

    /// Days, hours, minutes and seconds, the largest first, with or without colons between.
    private static func distance(_ text: Substring) -> Int64? {
        let units: [Character: Int64] = ["w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1]
        var rest = text.lowercased()[...]
        var total: Int64 = 0
        var previous = Int64.max
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber }
            guard number.utf8.count <= 9, let count = digits(number) else { return nil }
            rest = rest.dropFirst(number.count)
            guard let letter = rest.popFirst(), let unit = units[letter], unit < previous else { return nil }
            total += count * unit
            previous = unit
            if rest.first == ":" {
                rest = rest.dropFirst()
                if rest.isEmpty { return nil }
            }
        }
        return previous == .max ? nil : total
    }

    /// `2026-02-25T19:29:35Z` as its date and its time.
    private static func separatedByT(_ word: Substring) -> [Substring]? {
        guard let place = word.firstIndex(where: { $0 == "T" || $0 == "t" }) else { return nil }
        return [word[..<place], word[word.index(after: place)...]]
    }

    /// A number of up to 15 digits.
    static func digits(_ text: Substring) -> Int64? {
        guard (1...15).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
