/// The written forms of a moment.
public enum Timestamp {
    /// RFC 3339 in UTC, `2026-02-25T19:29:35Z`: the form of JSON and CSV.
    public static func rfc3339(_ seconds: UInt64) -> String {
        let (date, time) = parts(Int64(clamping: seconds))
        return date + "T" + time + "Z"
    }

    /// Date, time and distance from UTC, `2026-02-25 19:29:35 +01:00`: the form of terminals. In UTC there is none, as
    /// in goQuery.
    public static func text(_ seconds: UInt64, zone: TimeZoneRule = .local) -> String {
        let moment = Int64(clamping: seconds)
        let offset = zone.offset(at: moment)
        let (date, time) = parts(moment.addingReportingOverflow(offset).partialValue)
        if offset == 0 { return date + " " + time }
        let minutes = abs(offset) / 60
        return date + " " + time + (offset < 0 ? " -" : " +") + padded(minutes / 60) + ":" + padded(minutes % 60)
    }

    private static func parts(_ seconds: Int64) -> (date: String, time: String) {
        let civil = CivilTime(secondsUTC: min(seconds, 253_402_300_799))
        let date = padded(civil.year, 4) + "-" + padded(civil.month) + "-" + padded(civil.day)
        return (date, padded(civil.hour) + ":" + padded(civil.minute) + ":" + padded(civil.second))
    }

    private static func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
