/// Reads times from bytes: seconds since 1970, or RFC 3339.
enum TimeField {
    /// The last second of the year 9999. Milliseconds since 1970 lie beyond it from 1978 on, so they are not taken for
    /// seconds.
    private static let last: UInt64 = 253_402_300_799

    /// Seconds since 1970; nil when the bytes are no time.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        if range.count <= 12 {
            guard let seconds = NumberField.decimal(bytes, range), seconds <= last else { return nil }
            return seconds
        }
        return rfc3339(bytes, range)
    }

    /// `2026-02-25T19:29:35Z`, perhaps with a fraction, which is dropped, or with a distance from UTC.
    private static func rfc3339(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        let start = range.lowerBound
        guard range.count >= 20, range.count <= 40,
            bytes[start + 4] == 0x2d, bytes[start + 7] == 0x2d, bytes[start + 13] == 0x3a, bytes[start + 16] == 0x3a,
            [0x54, 0x74, 0x20].contains(bytes[start + 10]),
            let year = digits(bytes, start, 4), let month = digits(bytes, start + 5, 2),
            let day = digits(bytes, start + 8, 2), let hour = digits(bytes, start + 11, 2),
            let minute = digits(bytes, start + 14, 2), let second = digits(bytes, start + 17, 2),
            hour < 24, minute < 60, second <= 60, let days = days(year, month, day),
            let offset = zone(bytes, start + 19..<range.upperBound)
        else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset
        return seconds >= 0 ? UInt64(seconds) : nil
    }

    private static func digits(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        NumberField.decimal(bytes, start..<start + count).map { Int($0) }
    }

    /// The seconds that a zone is ahead of UTC, after a fraction of a second.
    private static func zone(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var place = range.lowerBound
        if bytes[place] == 0x2e {
            let start = place + 1
            repeat { place += 1 } while place < range.upperBound && bytes[place] &- 0x30 < 10
            guard place > start else { return nil }
        }
        guard place < range.upperBound else { return nil }
        let sign = bytes[place]
        if sign | 0x20 == 0x7a { return place + 1 == range.upperBound ? 0 : nil }
        guard sign == 0x2b || sign == 0x2d, range.upperBound - place == 6, bytes[place + 3] == 0x3a,
            let hours = digits(bytes, place + 1, 2), let minutes = digits(bytes, place + 4, 2), hours < 24, minutes < 60
        else { return nil }
        return (sign == 0x2b ? 1 : -1) * (hours * 3600 + minutes * 60)
    }

    /// Days since 1970-01-01; nil for a day that is not. Years begin in March here, so that the leap day is the last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        guard day >= 1, day <= lengths[month - 1] + (isLeap && month == 2 ? 1 : 0) else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted + 400) / 400 - 1
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
