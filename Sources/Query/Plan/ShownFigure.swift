import Observations

/// A figure as it is shown: one measure, or with `--sum` the two directions of one added.
struct ShownFigure {
    /// The name that CSV and JSON have.
    let name: String
    /// What is counted, and in which direction.
    let parts: CounterName
    let format: ColumnFormat
    /// The positions of its measures in the plan.
    let members: Range<Int>
    /// Whether the figure of a whole is the sum of its parts' figures.
    let isAdditive: Bool

    var isSum: Bool { members.count > 1 }

    /// The figure of a row.
    func value(_ figures: [UInt64]) -> UInt64 {
        members.reduce(0) { $0.addingSaturated(figures[$1]) }
    }
}

extension QueryPlan {
    /// What is shown, in its order.
    var figures: [ShownFigure] {
        var figures: [ShownFigure] = []
        var start = 0
        while start < measures.count {
            var end = start + 1
            if directions == .sum { while end < measures.count, isPair(start, end) { end += 1 } }
            figures.append(figure(start..<end))
            start = end
        }
        return figures
    }

    private func figure(_ members: Range<Int>) -> ShownFigure {
        let measure = measures[members.lowerBound]
        let name = measure.name(in: schema)
        let parts = CounterName(name)
        return ShownFigure(
            name: members.count > 1 ? parts.group : name, parts: parts, format: measure.format(in: schema),
            members: members, isAdditive: measure.isAdditive)
    }

    /// Whether two measures count the same in different directions.
    func isPair(_ a: Int, _ b: Int) -> Bool {
        guard case .counter(let first) = measures[a], case .counter(let second) = measures[b] else { return false }
        let (left, right) = (CounterName(schema.columns[first].name), CounterName(schema.columns[second].name))
        return left.direction != nil && right.direction != nil && left.group == right.group
    }
}

extension Measure {
    /// Whether the figure of a whole is the sum of its parts' figures.
    fileprivate var isAdditive: Bool {
        switch self {
        case .counter, .errors: true
        case .mean, .percentile: false
        }
    }
}

extension UInt64 {
    /// The sum; what is beyond 64 bits is the greatest number there is.
    func addingSaturated(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
