import Bytes
public import Observations

/// Rows in a file of their own, in the form of a log: how a process hands rows to the one that writes the store.
public enum RowFile {
    /// Writes rows of a table, replacing a file that is there. The rows are not made durable: a file lives until the
    /// store's writer has taken it.
    /// - Throws: `StoreError`: `full`, `access`.
    public static func write(_ batch: RowBatch, to path: String) throws(StoreError) {
        let description = TableDescription(batch.schema)
        var out = ByteWriter()
        Frame.write(.table, sequence: 0, payload: description.encoded(), to: &out)
        let integers = IntegerEncoder(effort: .light, compressor: Compressor())
        let parts = batch.steps.map { step, rows in
            var buffer = RowBuffer(schema: batch.schema)
            buffer.append(batch, rows: rows)
            return (step: step, buffer: buffer, from: 0)
        }
        let payload = Segment.encode(parts, identity: description.identity, integers)
        Frame.write(.segment, sequence: 1, payload: payload, to: &out)
        try File(path, .replace, faults: nil).write(out.bytes, at: 0)
    }

    /// Reads the rows of a file; each batch has the rows of one five-minute step.
    /// - Throws: `StoreError`: `gone`, `access`, and `corrupt` when any of it is damaged.
    public static func read(_ path: String, table: TableSchema) throws(StoreError) -> [RowBatch] {
        let contents = LogContents(try Disk().contents(of: path), path: path, schema: table)
        guard contents.damage.isEmpty, contents.tornTail == 0, contents.isBegun else {
            let reason = contents.damage.first?.description ?? "\(path) is not complete"
            throw StoreError(.corrupt, reason)
        }
        var batches: [RowBatch] = []
        for segment in contents.segments {
            for part in segment.parts {
                do throws(DecodingFailure) {
                    batches.append(try part.read(table, columns: Array(table.columns.indices)))
                } catch {
                    throw StoreError(.corrupt, "\(path) is damaged: \(error.reason)")
                }
            }
        }
        return batches
    }
}

extension RowBatch {
    /// The rows of each step, by their positions.
    fileprivate var steps: [(step: Step, rows: [Int])] {
        guard case .unsigned(let times)? = columns[0] else { preconditionFailure("a batch to store lacks its times") }
        return Dictionary(grouping: times.indices) { Step(containing: times[$0]) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
