import Observations

/// The description in the first frame of a file; where it is damaged, the table's present columns.
struct DescribedFrames {
    let description: TableDescription
    let identity: UInt64
    /// For each column of the schema its position in the file.
    let positions: [Int?]
    /// How many frames the first says there are; 0 when it does not.
    let count: Int

    init(_ frames: [Frame], expecting schema: TableSchema) {
        let first = frames.first { $0.kind == .table }
        let stored = first.flatMap { try? TableDescription(decoding: $0.payload) }
        description = stored ?? TableDescription(schema)
        identity = description.identity
        positions = description.positions(of: schema)
        count = Int(clamping: first?.sequence ?? 0)
    }
}
