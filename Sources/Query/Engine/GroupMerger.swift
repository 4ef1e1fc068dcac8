import Synchronization

/// Brings the partitions of all threads together, one partition at a time, and keeps totals and the first groups.
///
/// Every thread calls `work()`; when all have returned, what was found is complete.
final class GroupMerger: Sendable {
    /// What the threads found together.
    struct Found {
        var totals: GroupTotals
        var top: TopGroups
        var groups = 0
    }

    private let plan: QueryPlan
    private let layout: EntryLayout
    private let threads: [ThreadGroups]
    private let budget: MemoryBudget
    private let order: KeyOrder
    private let next = Atomic<Int>(0)
    private let shared: Mutex<Found>

    init(plan: QueryPlan, layout: EntryLayout, threads: [ThreadGroups], order: KeyOrder, budget: MemoryBudget) {
        self.plan = plan
        self.layout = layout
        self.threads = threads
        self.budget = budget
        self.order = order
        shared = Mutex(Self.nothing(plan, layout, order))
    }

    private static func nothing(_ plan: QueryPlan, _ layout: EntryLayout, _ order: KeyOrder) -> Found {
        Found(
            totals: GroupTotals(layout: layout),
            top: TopGroups(limit: plan.limit, order: order, words: layout.stride, figures: plan.measures.count))
    }

    /// What was found; complete when every `work()` has returned.
    var found: Found { shared.withLock { $0 } }

    /// Takes partitions until none is left.
    func work() {
        var mine = Self.nothing(plan, layout, order)
        var reader = FigureReader(plan: plan, layout: layout)
        var groups = PartitionGroups(layout: layout)
        var accounted = 0
        while true {
            let partition = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard partition < PartitionBuffers.count, budget.mayGoOn else { break }
            groups.gather(partition, from: threads)
            rank(groups, &reader, &mine)
            let bytes = groups.bytes + mine.top.bytes
            budget.add(bytes - accounted)
            accounted = bytes
            if budget.isExceeded { budget.stop() }
        }
        shared.withLock { found in
            found.totals.add(mine.totals)
            found.top.merge(mine.top)
            found.groups += mine.groups
        }
    }

    private func rank(_ groups: borrowing PartitionGroups, _ reader: inout FigureReader, _ mine: inout Found) {
        let flip: UInt64 = plan.isAscending ? .max : 0
        let filter = GroupFilter(plan: plan, layout: layout)
        for index in 0..<groups.groups.count where filter?.accepts(groups.groups[index]) ?? true {
            mine.groups += 1
            reader.add(groups, index, to: &mine.totals)
            let value = reader.sortValue(groups, index) ^ flip
            let entry = groups.groups[index]
            if mine.top.accepts(value, entry) { mine.top.insert(value, entry, reader.figures(groups, index)) }
        }
    }
}
