import Observations

/// The rows and totals of an answer, read from the groups.
struct Answer {
    let rows: [QueryResult.Row]
    let totals: [UInt64]

    init(plan: QueryPlan, layout: EntryLayout, texts: [String], found: GroupMerger.Found) {
        var reader = FigureReader(plan: plan, layout: layout)
        totals = reader.figures(of: found.totals)
        rows = found.top.sorted.map { candidate in
            guard let groups = found.partitions[candidate.partition] else { preconditionFailure("a partition is missing") }
            let keys = zip(layout.fields, plan.dimensions).map { field, index in
                Self.value(field, plan.schema.columns[index], candidate.entry, texts)
            }
            return QueryResult.Row(keys: keys, figures: reader.figures(groups, candidate.index))
        }
    }

    private static func value(
        _ field: KeyField, _ column: Column, _ entry: UnsafePointer<UInt64>, _ texts: [String]
    ) -> Value {
        switch column.kind {
        case .time, .unsigned: .unsigned(field.value(entry))
        case .string: .text(texts[Int(field.value(entry))])
        case .address: .address(IPAddress(high: entry[field.word], low: entry[field.word + 1]))
        }
    }
}
