public import ColumnStore
import Observations

/// Answers queries from the rows of sources: filters, groups and sums them on several threads.
public enum QueryEngine {
    /// The answer to a plan.
    /// - Parameters:
    ///   - sources: The blocks of the plan's table, in any order; those outside the plan's time are not read.
    ///   - threads: How many threads work at most; nil is the plan's own number.
    /// - Throws: `QueryError` with the code `memory` when the groups take more than the plan allows, and `timeout` when
    ///   they take longer. Damaged sources are left out, counted and described in the statistics.
    public static func run(
        _ plan: QueryPlan, sources: [any RowSource], threads: Int? = nil
    ) throws(QueryError) -> QueryResult {
        let start = ContinuousClock.now
        let threads = max(1, min(threads ?? plan.threads, sources.count))
        let layout = EntryLayout(plan: plan) { column in Self.greatest(column, sources) }
        let budget = MemoryBudget(plan: plan)
        let interner = StringInterner(budget: budget)
        let addresses = AddressInterner(budget: budget)
        var (groups, statistics) = aggregate(plan, sources, threads, layout, budget, interner, addresses)
        if budget.isStopped { throw budget.error }

        let names = KeyNames(texts: interner.texts, addresses: addresses.names)
        let merger = GroupMerger(
            plan: plan, layout: layout, threads: groups, order: KeyOrder(plan: plan, layout: layout, names: names),
            budget: budget)
        // Few entries are brought together sooner than a thread has started.
        let entries = groups.reduce(0) { $0 + $1.entryCount }
        WorkerThreads.run(entries > 20_000 ? threads : 1) { _ in merger.work() }
        if budget.isStopped { throw budget.error }

        statistics.threads = threads
        let found = merger.found
        budget.charge(AnswerSize(plan: plan, layout: layout, names: names).bytes(of: found.top))
        if budget.isStopped { throw budget.error }
        let answer = Answer(plan: plan, layout: layout, names: names, found: found)
        statistics.duration = microseconds(ContinuousClock.now - start)
        return QueryResult(
            plan: plan, rows: answer.rows, groups: answer.groups, totals: answer.totals,
            covered: covered(plan, sources), statistics: statistics)
    }

    private static func microseconds(_ duration: Duration) -> UInt64 {
        UInt64(max(0, duration.components.seconds)) * 1_000_000
            + UInt64(max(0, duration.components.attoseconds / 1_000_000_000_000))
    }

    /// The greatest value of a column that is known without reading; the greatest possible when there is none.
    private static func greatest(_ column: Int, _ sources: [any RowSource]) -> UInt64 {
        sources.reduce(0) { max($0, $1.bounds(column: column)?.upperBound ?? .max) }
    }

    /// Reads all sources; each thread takes the next one until none is left.
    private static func aggregate(
        _ plan: QueryPlan, _ sources: [any RowSource], _ threads: Int, _ layout: EntryLayout, _ budget: MemoryBudget,
        _ interner: StringInterner, _ addresses: AddressInterner
    ) -> (threads: [ThreadGroups], statistics: QueryStatistics) {
        let next = SourceQueue(sources)
        let results = ScanResults()
        WorkerThreads.run(threads) { _ in
            var scanner = SourceScanner(
                plan: plan, layout: layout, interner: interner, addresses: addresses, budget: budget)
            var aggregator = Aggregator(layout: layout, budget: budget)
            while budget.mayGoOn, let source = next.take() { scanner.scan(source, into: &aggregator) }
            results.add(aggregator.finish(), scanner.statistics)
        }
        return results.all
    }

    /// From the first to the last time of the sources within the plan's range.
    private static func covered(_ plan: QueryPlan, _ sources: [any RowSource]) -> ClosedRange<UInt64>? {
        let inside = sources.filter { $0.firstTime <= plan.range.upperBound && $0.lastTime >= plan.range.lowerBound }
        guard let first = inside.map(\.firstTime).min(), let last = inside.map(\.lastTime).max() else { return nil }
        return max(first, plan.range.lowerBound)...min(last, plan.range.upperBound)
    }
}
