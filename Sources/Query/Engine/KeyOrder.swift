import Observations

/// The order of groups whose sort values are equal: by their columns, in the order asked, each from its smallest value
/// on.
struct KeyOrder: Sendable {
    private struct Part: Sendable {
        let field: KeyField
        let kind: ColumnKind
    }

    private let parts: [Part]
    /// For each interned text its place among all, sorted.
    private let ranks: [UInt32]
    private let addresses: AddressNames

    init(plan: QueryPlan, layout: EntryLayout, names: KeyNames) {
        let texts = names.texts
        addresses = names.addresses
        parts = zip(layout.fields, plan.dimensions).map { field, index in
            Part(field: field, kind: plan.schema.columns[index].kind)
        }
        var ranks = [UInt32](repeating: 0, count: texts.count)
        if parts.contains(where: { $0.kind == .string }) {
            for (rank, id) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() {
                ranks[id] = UInt32(rank)
            }
        }
        self.ranks = ranks
    }

    /// Whether one group's columns come before another's.
    func precedes(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>) -> Bool {
        for part in parts {
            let (left, right) = (part.field.value(a), part.field.value(b))
            if left == right { continue }
            switch part.kind {
            case .string: return ranks[Int(left)] < ranks[Int(right)]
            case .address: return addresses[left] < addresses[right]
            case .time, .unsigned: return left < right
            }
        }
        return false
    }
}
