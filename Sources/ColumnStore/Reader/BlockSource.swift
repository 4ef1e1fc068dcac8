import Bytes
import Observations

/// A closed block: each column that is asked for is read from its own file.
struct BlockSource: RowSource {
    let schema: TableSchema
    let record: BlockRecord
    /// The directory of the day.
    let path: String
    var summary: [SummaryEntry]?

    var rowCount: Int { record.rows }
    var firstTime: UInt64 { record.times.least }
    var lastTime: UInt64 { record.times.greatest }

    func read(columns wanted: [Int]) throws(StoreError) -> RowBatch {
        let reader = ColumnReader(schema: schema)
        let count = try read(columns: wanted, rows: nil, with: reader)
        var vectors = [ColumnVector?](repeating: nil, count: schema.columns.count)
        for index in wanted { vectors[index] = reader.buffers[index].vector }
        return RowBatch(schema: schema, count: count, columns: vectors)
    }

    func read(columns wanted: [Int], rows: [UInt32]?, with reader: ColumnReader) throws(StoreError) -> Int {
        var source = self
        for index in wanted {
            // The day may have been packed anew since its manifest was read, and again while it is read once more.
            for attempt in 0... {
                do throws(StoreError) {
                    try source.read(column: index, rows, with: reader)
                    break
                } catch  where error.code == .gone && attempt < 3 {
                    source = try source.renewed(after: error)
                }
            }
        }
        return record.rows
    }

    /// The same block where it stands now.
    private func renewed(after error: StoreError) throws(StoreError) -> BlockSource {
        let manifest = try Manifest(schema: schema, day: path, disk: Disk())
        guard let found = manifest.blocks.first(where: { $0.isSameBlock(as: record) }) else { throw error }
        return BlockSource(schema: schema, record: found, path: path, summary: summary)
    }

    private func read(column index: Int, _ rows: [UInt32]?, with reader: ColumnReader) throws(StoreError) {
        let kind = schema.columns[index].kind
        guard record.columns[index].length > 0 else {
            return reader.buffers[index].clear(kind: kind, count: record.rows)
        }
        try withStored(column: index, reader) { bytes throws(DecodingFailure) in
            var chunk = ChunkReader(bytes, padding: BitPacking.padding)
            try reader.buffers[index].decode(&chunk, kind: kind, count: record.rows, rows: rows)
        }
    }

    /// The bytes of a column as they are stored, after their checksum was found right; `body` gets them with padding.
    func withStored(
        column index: Int, _ reader: ColumnReader, _ body: (ArraySlice<UInt8>) throws(DecodingFailure) -> Void
    ) throws(StoreError) {
        let place = record.columns[index]
        let file = StorePaths.column(path, schema.columns[index].name, generation: record.generation)
        let bytes = try reader.stored(column: index, file, offset: place.offset, count: place.length)
        do throws(DecodingFailure) {
            guard bytes.count == place.length + BitPacking.padding else { throw DecodingFailure("the end is missing") }
            let checksum = bytes.withUnsafeBytes { record.checksum(of: .init(rebasing: $0[..<place.length])) }
            guard checksum == place.checksum else { throw DecodingFailure("wrong checksum") }
            try body(bytes)
        } catch {
            throw StoreError(.corrupt, StoreDamage(file, place.offset, place.length, error.reason).description)
        }
    }

    func storedBytes(columns: [Int]) -> Int { columns.reduce(0) { $0 + record.columns[$1].length } }

    func bounds(column: Int) -> ClosedRange<UInt64>? {
        let bounds = record.columns[column].bounds
        guard [.time, .unsigned].contains(schema.columns[column].kind), bounds.least <= bounds.greatest else {
            return nil
        }
        return bounds.least...bounds.greatest
    }
}
