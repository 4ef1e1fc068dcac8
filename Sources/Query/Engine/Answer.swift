import Observations

/// What stands behind the numbers in keys.
struct KeyNames: Sendable {
    /// Texts by their numbers.
    var texts: [String] = []
    /// Addresses by theirs.
    var addresses = AddressNames()
}

/// The rows and totals of an answer, read from the groups.
struct Answer {
    private(set) var rows: [QueryResult.Row] = []
    let totals: [UInt64]
    let groups: Int

    init(plan: QueryPlan, layout: EntryLayout, names: KeyNames, found: GroupMerger.Found) {
        totals = FigureReader(plan: plan, layout: layout).figures(of: found.totals)
        groups = found.groups
        found.top.forEach { entry, figures in
            let keys = zip(layout.fields, plan.dimensions).map { field, index in
                Self.value(field, plan.schema.columns[index], entry, names)
            }
            rows.append(QueryResult.Row(keys: keys, figures: figures))
        }
    }

    private static func value(
        _ field: KeyField, _ column: Column, _ entry: UnsafePointer<UInt64>, _ names: KeyNames
    ) -> Value {
        switch column.kind {
        case .time, .unsigned: .unsigned(field.value(entry))
        case .string: .text(names.texts[Int(field.value(entry))])
        case .address: .address(names.addresses[field.value(entry)])
        }
    }
}
