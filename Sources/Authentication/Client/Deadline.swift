import Platform

/// A moment until which something has to be done.
struct Deadline {
    private let moment: UInt64

    init(after duration: Duration) {
        moment = Clock.monotonic() + duration.nanoseconds
    }

    /// How many milliseconds are left, rounded up; 0 when none are.
    var milliseconds: Int32 {
        let now = Clock.monotonic()
        return now >= moment ? 0 : Int32(clamping: (moment - now + 999_999) / 1_000_000)
    }
}

extension Duration {
    /// The whole nanoseconds; 0 for a negative duration, and never more than a hundred years and some.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(min(max(0, seconds), 1 << 32)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
    }
}
