import Glibc

/// How civil times and seconds since the epoch are brought together.
public enum TimeZoneRule: Sendable, Equatable {
    /// The time zone of the process (TZ, else /etc/localtime).
    case local
    /// A fixed distance from UTC, in seconds, positive to the east.
    case offset(Int64)

    /// Coordinated universal time.
    public static let utc = TimeZoneRule.offset(0)

    /// The distance from UTC at a moment, in seconds.
    func offset(at seconds: Int64) -> Int64 {
        switch self {
        case .offset(let offset): return offset
        case .local:
            var time = time_t(seconds)
            var fields = tm()
            return localtime_r(&time, &fields) == nil ? 0 : Int64(fields.tm_gmtoff)
        }
    }

    /// The moment of a civil time, in seconds since the epoch.
    func seconds(of civil: CivilTime) -> Int64 {
        switch self {
        case .offset(let offset): return civil.secondsUTC - offset
        case .local:
            var fields = tm()
            fields.tm_year = Int32(civil.year - 1900)
            fields.tm_mon = Int32(civil.month - 1)
            fields.tm_mday = Int32(civil.day)
            fields.tm_hour = Int32(civil.hour)
            fields.tm_min = Int32(civil.minute)
            fields.tm_sec = Int32(civil.second)
            fields.tm_isdst = -1
            return Int64(mktime(&fields))
        }
    }
}
