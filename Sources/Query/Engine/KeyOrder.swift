import Observations

/// The order of groups whose sort values are equal: by their columns, in the order asked, each from its smallest value
/// on.
struct KeyOrder: Sendable {
    private struct Part: Sendable {
        let field: KeyField
        let isText: Bool
    }

    private let parts: [Part]
    /// For each interned text its place among all, sorted.
    private let ranks: [UInt32]

    init(plan: QueryPlan, layout: EntryLayout, texts: [String]) {
        parts = zip(layout.fields, plan.dimensions).map { field, index in
            Part(field: field, isText: plan.schema.columns[index].kind == .string)
        }
        var ranks = [UInt32](repeating: 0, count: texts.count)
        if parts.contains(where: \.isText) {
            for (rank, id) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() {
                ranks[id] = UInt32(rank)
            }
        }
        self.ranks = ranks
    }

    /// Whether one group's columns come before another's.
    func precedes(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>) -> Bool {
        for part in parts {
            if part.field.isWide {
                let left = IPAddress(high: a[part.field.word], low: a[part.field.word + 1])
                let right = IPAddress(high: b[part.field.word], low: b[part.field.word + 1])
                if left != right { return left < right }
            } else {
                let (left, right) = (part.field.value(a), part.field.value(b))
                if left == right { continue }
                return part.isText ? ranks[Int(left)] < ranks[Int(right)] : left < right
            }
        }
        return false
    }
}
