import Observations

/// Figures that stand together in a table: the two directions of a counter, or one figure alone.
struct FigureGroup {
    /// The figures.
    let figures: [ShownFigure]
    /// Whether a column with the share of the whole follows.
    var hasShare = false

    var isPair: Bool { figures.count > 1 }

    /// The groups of a plan. Shares follow the first group and the one by which rows are sorted; those of flows all
    /// have them, as in goQuery.
    static func groups(of plan: QueryPlan) -> [FigureGroup] {
        var groups: [FigureGroup] = []
        for figure in plan.figures {
            if let last = groups.last?.figures.last, !figure.isSum,
                plan.isPair(last.members.lowerBound, figure.members.lowerBound)
            {
                groups[groups.count - 1] = FigureGroup(figures: groups[groups.count - 1].figures + [figure])
            } else {
                groups.append(FigureGroup(figures: [figure]))
            }
        }
        for index in groups.indices where groups[index].figures[0].isAdditive {
            groups[index].hasShare = index == 0 || plan.schema.directions != nil || groups[index].isSorted(plan)
        }
        return groups
    }

    private func isSorted(_ plan: QueryPlan) -> Bool {
        figures.flatMap(\.members).contains { member in
            switch (plan.sortKey, plan.measures[member]) {
            case (.counters(let indices), .counter(let index)): indices.contains(index)
            case (.measure(let sorted), let measure): sorted == measure
            default: false
            }
        }
    }

    /// The sum of the group's figures; what is beyond 64 bits is the greatest number there is.
    func sum(_ values: [UInt64]) -> UInt64 { figures.reduce(0) { $0.addingSaturated($1.value(values)) } }
}
