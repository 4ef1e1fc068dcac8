import Synchronization

/// Brings the partitions of all threads together, one partition at a time, and keeps totals and the first groups.
///
/// Every thread calls `work()`; when all have returned, the results are complete.
final class GroupMerger: Sendable {
    /// What the threads found together.
    struct Found: @unchecked Sendable {
        var partitions: [Int: PartitionGroups] = [:]
        var totals: GroupTotals
        var top: TopGroups
        var groups = 0
    }

    private let plan: QueryPlan
    private let layout: EntryLayout
    private let buffers: [PartitionBuffers]
    private let budget: MemoryBudget
    private let order: KeyOrder
    private let next = Atomic<Int>(0)
    private let shared: Mutex<Found>

    init(plan: QueryPlan, layout: EntryLayout, buffers: [PartitionBuffers], order: KeyOrder, budget: MemoryBudget) {
        self.plan = plan
        self.layout = layout
        self.buffers = buffers
        self.budget = budget
        self.order = order
        shared = Mutex(Found(totals: GroupTotals(layout: layout), top: TopGroups(limit: plan.limit, order: order)))
    }

    /// What was found; complete when every `work()` has returned.
    var found: Found { shared.withLock { $0 } }

    /// Takes partitions until none is left.
    func work() {
        var mine = Found(totals: GroupTotals(layout: layout), top: TopGroups(limit: plan.limit, order: order))
        var reader = FigureReader(plan: plan, layout: layout)
        while true {
            let partition = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard partition < PartitionBuffers.count, !budget.isStopped else { break }
            let entries = buffers.reduce(0) { $0 + $1.entryCount(partition) }
            guard entries > 0 else { continue }
            let groups = PartitionGroups(layout: layout, partition: partition, of: buffers)
            budget.add(groups.bytes - entries * layout.stride * 8)
            if budget.isExceeded { budget.stop() }
            mine.partitions[partition] = groups
            rank(groups, partition, &reader, &mine)
        }
        shared.withLock { found in
            found.partitions.merge(mine.partitions) { _, new in new }
            found.totals.add(mine.totals)
            found.top.merge(mine.top)
            found.groups += mine.groups
        }
    }

    private func rank(_ groups: PartitionGroups, _ partition: Int, _ reader: inout FigureReader, _ mine: inout Found) {
        mine.groups += groups.groups.count
        let flip: UInt64 = plan.isAscending ? .max : 0
        for index in 0..<groups.groups.count {
            reader.add(groups, index, to: &mine.totals)
            mine.top.offer(
                TopGroups.Candidate(
                    value: reader.sortValue(groups, index) ^ flip, entry: groups.groups[index], partition: partition,
                    index: index))
        }
    }
}
