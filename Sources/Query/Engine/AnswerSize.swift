import Observations

/// About how much memory the rows of an answer take, as values and printed: what is asked of the budget before they are
/// made.
struct AnswerSize {
    /// A row's arrays, and its place in the answer.
    private static let row = 200
    /// Printing has a text several times: as a cell, in its line, in the whole, and as bytes.
    private static let copies = 4
    /// About what a number, an address or a time is as text, with its name in JSON.
    private static let field = 32
    /// What is thought of the SQL behind a fingerprint.
    private static let sql = 1000

    private let perRow: Int
    private let texts: [KeyField]
    private let lengths: [Int]

    init(plan: QueryPlan, layout: EntryLayout, names: KeyNames) {
        let columns = plan.dimensions.map { plan.schema.columns[$0] }
        let fields = columns.count + plan.measures.count
        let hasSQL = plan.format != .text && columns.contains { $0.format == .fingerprint }
        perRow = Self.row + fields * Self.field * (1 + Self.copies) + (hasSQL ? Self.sql * Self.copies : 0)
        texts = zip(layout.fields, columns).filter { $1.kind == .string }.map { $0.0 }
        lengths = texts.isEmpty ? [] : names.texts.map(\.utf8.count)
    }

    /// The bytes of the rows that will be shown.
    func bytes(of top: TopGroups) -> Int {
        var bytes = top.count * perRow
        guard !texts.isEmpty else { return bytes }
        top.forEachUnordered { entry in
            for field in texts { bytes += lengths[Int(field.value(entry))] * Self.copies }
        }
        return bytes
    }
}
