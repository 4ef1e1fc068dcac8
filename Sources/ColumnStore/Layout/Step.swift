/// A five-minute step: what a block covers. Its start is in seconds since 1970-01-01 UTC.
struct Step: Hashable, Comparable {
    static let seconds: UInt64 = 300

    let start: UInt64

    init(containing time: UInt64) { start = time - time % Self.seconds }

    /// The first second after it.
    var end: UInt64 {
        let (end, overflow) = start.addingReportingOverflow(Self.seconds)
        return overflow ? .max : end
    }

    var day: Day { Day(containing: start) }

    static func < (a: Step, b: Step) -> Bool { a.start < b.start }
}
