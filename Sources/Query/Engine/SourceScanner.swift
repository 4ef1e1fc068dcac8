import ColumnStore
import Observations

/// Reads sources and hands the rows that a query takes to an aggregator: first the columns of the condition, the others
/// only when a row was taken.
struct SourceScanner {
    let plan: QueryPlan
    let layout: EntryLayout
    let interner: StringInterner
    private let filter: RowFilter
    /// The columns that the condition needs.
    private let conditionColumns: [Int]
    /// The columns that groups and sums need.
    private let answerColumns: [Int]
    private(set) var statistics = QueryStatistics()

    init(plan: QueryPlan, layout: EntryLayout, interner: StringInterner) {
        self.plan = plan
        self.layout = layout
        self.interner = interner
        filter = RowFilter(condition: plan.condition, range: plan.range)
        conditionColumns = plan.condition?.columns ?? []
        answerColumns = Self.answerColumns(plan, layout)
    }

    private static func answerColumns(_ plan: QueryPlan, _ layout: EntryLayout) -> [Int] {
        var columns = Set(plan.dimensions)
        if layout.latency != nil, let latency = plan.schema.latency { columns.insert(latency) }
        for sum in layout.sums {
            switch sum {
            case .counter(let index): columns.insert(index)
            case .errors:
                columns.formUnion([plan.schema.index(of: "sqlstate"), plan.schema.eventCounter].compactMap { $0 })
            }
        }
        return columns.sorted()
    }

    /// Adds a source's rows; one that is damaged is counted and left out.
    mutating func scan(_ source: any RowSource, into aggregator: inout Aggregator) {
        guard source.firstTime <= plan.range.upperBound, source.lastTime >= plan.range.lowerBound else {
            statistics.blocksSkipped += 1
            return
        }
        if let condition = plan.condition, condition.outcome(in: source) == .never {
            statistics.blocksSkipped += 1
            return
        }
        do throws(StoreError) {
            try read(source, into: &aggregator)
            statistics.blocks += 1
        } catch  where error.code == .gone {
            // Its rows have expired since the query began.
            statistics.blocksSkipped += 1
        } catch {
            statistics.blocks += 1
            statistics.blocksDamaged += 1
            if statistics.firstDamage == nil { statistics.firstDamage = error.message }
        }
    }

    private mutating func read(_ source: any RowSource, into aggregator: inout Aggregator) throws(StoreError) {
        let isWhole = source.firstTime >= plan.range.lowerBound && source.lastTime <= plan.range.upperBound
        let early = isWhole || conditionColumns.contains(0) ? conditionColumns : [0] + conditionColumns
        var selection: [UInt32]?
        var columns = [ColumnVector?](repeating: nil, count: plan.schema.columns.count)
        var count: Int?
        if !early.isEmpty {
            let batch = try take(early, of: source, into: &columns, &count)
            selection = filter.selection(batch, checksTime: !isWhole)
            statistics.rowsRead += batch.count
            if let selection, selection.isEmpty { return }
        }
        let late = answerColumns.filter { !early.contains($0) }
        if !late.isEmpty {
            let batch = try take(late, of: source, into: &columns, &count)
            if early.isEmpty { statistics.rowsRead += batch.count }
        }
        let rows = count ?? source.rowCount
        statistics.rowsSelected += selection?.count ?? rows
        var filler = EntryFiller(plan: plan, layout: layout, columns: columns, interner: interner)
        filler.fill(rows: rows, selection: selection, into: &aggregator)
    }

    private mutating func take(
        _ wanted: [Int], of source: any RowSource, into columns: inout [ColumnVector?], _ count: inout Int?
    ) throws(StoreError) -> RowBatch {
        statistics.bytesRead += source.storedBytes(columns: wanted)
        let batch = try source.read(columns: wanted)
        guard count == nil || count == batch.count else {
            throw StoreError(.corrupt, "columns of one block differ in their number of rows")
        }
        count = batch.count
        for index in wanted {
            guard let vector = batch.columns[index], vector.isSound else {
                throw StoreError(.corrupt, "a block's column '\(plan.schema.columns[index].name)' is damaged")
            }
            columns[index] = vector
        }
        return batch
    }
}

extension ColumnVector {
    /// Whether every code has its entry in the dictionary.
    fileprivate var isSound: Bool {
        guard case .strings(let codes, let dictionary) = self else { return true }
        return (codes.max() ?? 0) < max(1, dictionary.count) && (codes.isEmpty || !dictionary.isEmpty)
    }
}
