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

extension Step {
    /// The steps of rows by their times, and the positions of each one's rows; nil where all are of one step.
    static func split(_ times: [UInt64]) -> [(step: Step, rows: [Int]?)] {
        let bounds = ValueBounds(times)
        let first = Step(containing: bounds.least)
        if first == Step(containing: bounds.greatest) { return [(first, nil)] }
        var groups: [Step: [Int]] = [:]
        var start = 0
        for row in 1...times.count {
            let step = Step(containing: times[start])
            if row < times.count, Step(containing: times[row]) == step { continue }
            groups[step, default: []].append(contentsOf: start..<row)
            start = row
        }
        return groups.map { ($0.key, $0.value) }
    }
}
