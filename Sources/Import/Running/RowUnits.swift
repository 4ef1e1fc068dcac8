import Observations

/// Cuts rows, which come in the order of their times, into units that the store takes whole or not at all: rows of one
/// day, and where that is possible of whole steps.
struct RowUnits {
    /// After so many rows a unit ends with the step.
    let usualRows: Int
    /// After so many rows it ends anyway.
    let mostRows: Int
    /// The rows of the unit at hand.
    private(set) var rows = 0
    private(set) var day: UInt64?

    private static let daySeconds: UInt64 = 86_400
    private static let stepSeconds: UInt64 = 300

    init(usualRows: Int = 1_000_000, mostRows: Int = 1_500_000) {
        self.usualRows = usualRows
        self.mostRows = mostRows
    }

    /// Whether rows at a time belong to another day than the unit.
    func ends(before time: UInt64) -> Bool { day.map { $0 != time / Self.daySeconds } ?? false }

    /// How far from `start` on rows belong to the unit, and whether it ends there.
    func extent(_ times: [UInt64], from start: Int) -> (end: Int, isWhole: Bool) {
        let dayEnd = Self.first(times, from: start, atLeast: (times[start] / Self.daySeconds + 1) * Self.daySeconds)
        let isDayOver = dayEnd < times.count
        guard rows + dayEnd - start >= usualRows else { return (dayEnd, isDayOver) }
        let place = min(start + max(0, usualRows - rows), dayEnd - 1)
        let stepEnd = Self.first(times, from: place, atLeast: (times[place] / Self.stepSeconds + 1) * Self.stepSeconds)
        // Before the first row of the unit's next step there may be none of this piece.
        if rows >= usualRows, let last = lastStep, last != times[start] / Self.stepSeconds { return (start, true) }
        if stepEnd < times.count, rows + stepEnd - start < mostRows { return (min(stepEnd, dayEnd), true) }
        let most = start + max(1, mostRows - rows)
        return most <= dayEnd ? (most, true) : (dayEnd, isDayOver)
    }

    private var lastStep: UInt64?

    mutating func take(_ times: [UInt64], _ range: Range<Int>) {
        guard let last = range.last else { return }
        rows += range.count
        day = times[last] / Self.daySeconds
        lastStep = times[last] / Self.stepSeconds
    }

    mutating func begin() {
        rows = 0
        day = nil
        lastStep = nil
    }

    /// The first place at or after `start` whose time is not before `time`.
    private static func first(_ times: [UInt64], from start: Int, atLeast time: UInt64) -> Int {
        var (low, high) = (start, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
