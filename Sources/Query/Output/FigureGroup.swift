import Observations

/// Figures that stand together in a table: the two directions of a counter, or one figure alone.
struct FigureGroup {
    /// Their positions among the plan's measures.
    let members: Range<Int>
    /// Whether the figures are sums, so that shares of them have a meaning.
    let isAdditive: Bool
    /// Whether a column with the share of the whole follows.
    var hasShare = false

    var isPair: Bool { members.count > 1 }

    /// The groups of a plan. Shares follow the first group and the one by which rows are sorted.
    static func groups(of plan: QueryPlan) -> [FigureGroup] {
        var groups: [FigureGroup] = []
        var start = 0
        while start < plan.measures.count {
            var end = start + 1
            while end < plan.measures.count, isDirection(plan, start, end) { end += 1 }
            groups.append(FigureGroup(members: start..<end, isAdditive: plan.measures[start].isAdditive))
            start = end
        }
        for index in groups.indices where groups[index].isAdditive {
            groups[index].hasShare = index == 0 || groups[index].isSorted(plan)
        }
        return groups
    }

    /// Whether two measures count the same in different directions.
    private static func isDirection(_ plan: QueryPlan, _ a: Int, _ b: Int) -> Bool {
        guard case .counter(let first) = plan.measures[a], case .counter(let second) = plan.measures[b] else {
            return false
        }
        let (left, right) = (
            CounterName(plan.schema.columns[first].name), CounterName(plan.schema.columns[second].name)
        )
        return left.direction != nil && right.direction != nil && left.group == right.group
    }

    private func isSorted(_ plan: QueryPlan) -> Bool {
        members.contains { member in
            switch (plan.sortKey, plan.measures[member]) {
            case (.counters(let indices), .counter(let index)): indices.contains(index)
            case (.measure(let sorted), let measure): sorted == measure
            default: false
            }
        }
    }

    /// The sum of the group's figures.
    func sum(_ figures: [UInt64]) -> UInt64 { members.reduce(0) { $0 &+ figures[$1] } }
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
