import Bytes
import Observations

/// A block as it will stand on disk, not yet placed in the files of its day.
struct EncodedBlock: Sendable {
    struct Column: Sendable {
        let bytes: [UInt8]
        let checksum: UInt64
        let bounds: ValueBounds
    }

    let step: Step
    let rows: Int
    let columns: [Column]
    let summary: BlockSummary?

    var bytes: Int { columns.reduce(0) { $0 + $1.bytes.count } }

    /// The rows of a step as one block, or several when they are many.
    static func blocks(
        _ step: Step, _ rows: SortedRows, blockRows: Int, _ integers: IntegerEncoder
    ) -> [EncodedBlock] {
        stride(from: 0, to: rows.count, by: blockRows).map { start in
            let range = start..<min(start + blockRows, rows.count)
            let columns = rows.schema.columns.indices.map { index in
                var out = ByteWriter()
                let bounds = rows.encode(column: index, range, integers, into: &out)
                return Column(bytes: out.bytes, checksum: Hash64.striped(out.bytes), bounds: bounds)
            }
            return EncodedBlock(step: step, rows: range.count, columns: columns, summary: rows.summary(range))
        }
    }
}
