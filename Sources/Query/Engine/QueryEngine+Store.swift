public import ColumnStore

extension QueryEngine {
    /// The answer to a plan from a store on disk, as it is at this moment.
    ///
    /// What is damaged is left out, counted and described in the statistics.
    /// - Parameter threads: How many threads work at most; nil is the plan's own number.
    /// - Throws: `QueryError` with the code `memory` when the groups take more than the plan allows, and `store` when
    ///   the store cannot be read at all.
    public static func run(
        _ plan: QueryPlan, reader: StoreReader, threads: Int? = nil
    ) throws(QueryError) -> QueryResult {
        let snapshot: TableSnapshot
        do throws(StoreError) {
            snapshot = try reader.snapshot(of: plan.schema, from: plan.range.lowerBound, to: plan.range.upperBound)
        } catch {
            throw QueryError(.store(error), error.message)
        }
        var result = try run(plan, sources: snapshot.sources, threads: threads)
        if let first = snapshot.damage.first {
            result.statistics.blocksDamaged += snapshot.damage.count
            result.statistics.firstDamage = first.description
        }
        return result
    }
}
