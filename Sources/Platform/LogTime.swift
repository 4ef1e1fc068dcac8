import Glibc

/// The times of log records.
enum LogTime {
    /// RFC 3339 in UTC, with milliseconds.
    static func utc(_ microseconds: UInt64) -> String {
        var seconds = time_t(microseconds / 1_000_000)
        var fields = tm()
        gmtime_r(&seconds, &fields)
        let date = "\(fields.tm_year + 1900)-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday))"
        let milliseconds = String(1000 + microseconds / 1000 % 1000).dropFirst()
        return "\(date)T\(clock(fields)).\(milliseconds)Z"
    }

    /// RFC 3164's `Nov  9 08:05:03`, in local time.
    static func syslog(_ microseconds: UInt64) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var seconds = time_t(microseconds / 1_000_000)
        var fields = tm()
        localtime_r(&seconds, &fields)
        let day = fields.tm_mday < 10 ? " \(fields.tm_mday)" : "\(fields.tm_mday)"
        return "\(months[Int(fields.tm_mon)]) \(day) \(clock(fields))"
    }

    private static func clock(_ fields: tm) -> String {
        "\(two(fields.tm_hour)):\(two(fields.tm_min)):\(two(fields.tm_sec))"
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
