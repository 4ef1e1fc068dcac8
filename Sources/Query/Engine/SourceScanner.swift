import ColumnStore
import Observations

/// Reads sources and hands the rows that a query takes to an aggregator: first the columns of the condition, the others
/// only when a row was taken.
struct SourceScanner: ~Copyable {
    let plan: QueryPlan
    let layout: EntryLayout
    let interner: StringInterner
    private var addresses: AddressCache
    private let reader: ColumnReader
    private let filter: RowFilter
    /// The columns that the condition needs.
    private let conditionColumns: [Int]
    /// The columns that groups and sums need.
    private let answerColumns: [Int]
    private(set) var statistics = QueryStatistics()

    init(
        plan: QueryPlan, layout: EntryLayout, interner: StringInterner, addresses: AddressInterner,
        budget: MemoryBudget? = nil
    ) {
        self.plan = plan
        self.layout = layout
        self.interner = interner
        self.addresses = AddressCache(addresses)
        reader = ColumnReader(schema: plan.schema)
        filter = RowFilter(condition: plan.condition, range: plan.range, budget: budget)
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
        var count: Int?
        if !early.isEmpty {
            let rows = try take(early, nil, of: source, &count)
            selection = filter.selection(reader.buffers, count: rows, checksTime: !isWhole)
            statistics.rowsRead += rows
            if let selection, selection.isEmpty { return }
        }
        let late = answerColumns.filter { !early.contains($0) }
        if !late.isEmpty {
            let rows = try take(late, selection, of: source, &count)
            if early.isEmpty { statistics.rowsRead += rows }
        }
        let rows = count ?? source.rowCount
        statistics.rowsSelected += selection?.count ?? rows
        let filler = EntryFiller(
            plan: plan, layout: layout, columns: reader.buffers, interner: interner, addresses: &addresses)
        filler.fill(rows: rows, selection: selection, into: &aggregator)
    }

    private mutating func take(
        _ wanted: [Int], _ rows: [UInt32]?, of source: any RowSource, _ count: inout Int?
    ) throws(StoreError) -> Int {
        statistics.bytesRead += source.storedBytes(columns: wanted)
        let read = try source.read(columns: wanted, rows: rows, with: reader)
        guard count == nil || count == read else {
            throw StoreError(.corrupt, "columns of one block differ in their number of rows")
        }
        count = read
        return read
    }
}
