import Bytes
import Observations

/// A closed block: each column that is asked for is read from its own file.
struct BlockSource: RowSource {
    let schema: TableSchema
    let record: BlockRecord
    /// The directory of the day.
    let path: String

    var rowCount: Int { record.rows }
    var firstTime: UInt64 { record.times.least }
    var lastTime: UInt64 { record.times.greatest }

    func read(columns wanted: [Int]) throws(StoreError) -> RowBatch {
        var vectors = [ColumnVector?](repeating: nil, count: schema.columns.count)
        for index in wanted { vectors[index] = try read(column: index) }
        return RowBatch(schema: schema, count: record.rows, columns: vectors)
    }

    func read(columns wanted: [Int], with reader: ColumnReader) throws(StoreError) -> Int {
        for index in wanted { try read(column: index, with: reader) }
        return record.rows
    }

    private func read(column index: Int, with reader: ColumnReader) throws(StoreError) {
        let place = record.columns[index]
        let column = schema.columns[index]
        guard place.length > 0 else { return reader.buffers[index].clear(kind: column.kind, count: record.rows) }
        let file = StorePaths.column(path, column.name)
        try reader.withStored(column: index, file, offset: place.offset, count: place.length) {
            bytes throws(StoreError) in
            let padding = BitPacking.padding
            guard bytes.count == place.length + padding,
                bytes.withUnsafeBytes({ Hash64.of(.init(rebasing: $0.dropLast(padding))) }) == place.checksum
            else { throw damage(file, place, "wrong checksum") }
            var chunk = ChunkReader(bytes, padding: padding)
            do throws(DecodingFailure) {
                try reader.buffers[index].decode(&chunk, kind: column.kind, count: record.rows)
            } catch {
                throw damage(file, place, error.reason)
            }
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

    private func read(column index: Int) throws(StoreError) -> ColumnVector {
        let place = record.columns[index]
        let column = schema.columns[index]
        if place.length == 0 { return ColumnChunk.absent(kind: column.kind, count: record.rows) }
        let file = try File(StorePaths.column(path, column.name), .read, faults: nil)
        let bytes = try file.read(offset: place.offset, count: place.length)
        guard bytes.count == place.length, Hash64.of(bytes) == place.checksum else {
            throw damage(file.path, place, "wrong checksum")
        }
        do throws(DecodingFailure) {
            return try ColumnChunk.decode(bytes[...], kind: column.kind, count: record.rows)
        } catch {
            throw damage(file.path, place, error.reason)
        }
    }

    private func damage(_ file: String, _ place: ColumnRecord, _ reason: String) -> StoreError {
        StoreError(.corrupt, StoreDamage(file, place.offset, place.length, reason).description)
    }
}
