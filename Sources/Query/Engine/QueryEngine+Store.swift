public import ColumnStore
import Observations

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
        let snapshot = try snapshot(reader, of: plan.schema, plan.range)
        // Who asks for all interfaces has their names in a footer only, which is not worth reading blocks for.
        let isOfSome = plan.interfaces != nil
        let pieces = InterfacePieces(of: snapshot, plan: plan, mostRows: isOfSome ? .max : InterfacePieces.fewRows)
        let (plan, names) = try plan.onInterfaces(
            known: pieces.names,
            all: { () throws(QueryError) in
                let whole = try self.snapshot(reader, of: plan.schema, 0...UInt64.max)
                let all = InterfacePieces(of: whole, plan: plan)
                return all.isComplete ? all.names : nil
            })
        var result = try run(plan, sources: snapshot.sources, threads: threads)
        result.interfaces = names
        if isOfSome, pieces.isComplete { result.covered = pieces.covered(by: names, plan.range) }
        if let first = snapshot.damage.first {
            result.statistics.blocksDamaged += snapshot.damage.count
            result.statistics.firstDamage = first.description
        }
        return result
    }

    static func snapshot(
        _ reader: StoreReader, of schema: TableSchema, _ range: ClosedRange<UInt64>
    ) throws(QueryError) -> TableSnapshot {
        do throws(StoreError) {
            return try reader.snapshot(of: schema, from: range.lowerBound, to: range.upperBound)
        } catch {
            throw QueryError(.store(error), error.message)
        }
    }
}
