import Bytes
import Observations

/// Packs the blocks of a day anew, for size: into new files, piece by piece, until a manifest that names them takes the
/// place of the old one. A process that is killed in between leaves files that nobody names.
final class DayRepacking {
    private let schema: TableSchema
    private let path: String
    private let disk: Disk
    private let integers: IntegerEncoder
    private let reader: ColumnReader
    private let generation: UInt32
    private var done: [BlockRecord] = []
    /// What blocks that are done come to, where the manifest did not say.
    private var summaries: [(block: BlockRecord, summary: BlockSummary)] = []
    /// For each column how long its new file is, and what is to be written behind that.
    private var ends: [Int]
    private var pending: [ByteWriter]

    /// Begins; a manifest that is damaged is left alone, because what it does not name may be in use.
    init?(_ schema: TableSchema, day path: String, disk: Disk, compressor: Compressor) throws(StoreError) {
        let manifest = try Manifest(schema: schema, day: path, disk: disk)
        try Self.removeLeftovers(of: manifest, path, disk)
        guard Self.isWorthwhile(manifest) else { return nil }
        self.schema = schema
        self.path = path
        self.disk = disk
        integers = IntegerEncoder(effort: .dense, compressor: compressor)
        reader = ColumnReader(schema: schema)
        generation = manifest.generation + 1
        ends = Array(repeating: 0, count: schema.columns.count)
        pending = Array(repeating: ByteWriter(), count: schema.columns.count)
    }

    /// A few rows that came late are not worth the writing of a whole day.
    private static func isWorthwhile(_ manifest: Manifest) -> Bool {
        guard manifest.damage.isEmpty, manifest.generation < .max else { return false }
        let rows = manifest.blocks.reduce(0) { $0 + $1.rows }
        let loose = manifest.blocks.reduce(0) { $0 + ($1.isDense ? 0 : $1.rows) }
        return loose > rows / 16
    }

    /// Removes files of other generations, which a killed process left.
    private static func removeLeftovers(of manifest: Manifest, _ path: String, _ disk: Disk) throws(StoreError) {
        guard manifest.damage.isEmpty, !manifest.blocks.isEmpty else { return }
        let columns = manifest.schema.columns.map(\.name)
        for name in try disk.names(in: path)
        where StorePaths.isColumn(name, notOf: manifest.generation, columns: columns) {
            try disk.remove("\(path)/\(name)")
        }
    }

    /// Packs blocks until at least so many rows are done; tells whether the day is finished.
    func advance(rows: Int) throws(StoreError) -> Bool {
        // Blocks that were closed since the last piece stand behind those that are done.
        let manifest = try Manifest(schema: schema, day: path, disk: disk)
        guard !manifest.blocks.isEmpty else { throw StoreError(.gone, "\(path) was removed while it was packed anew") }
        guard manifest.damage.isEmpty, manifest.blocks.count >= done.count,
            zip(manifest.blocks, done).allSatisfy({ $0.isSameBlock(as: $1) })
        else { throw StoreError(.corrupt, "\(path) changed while it was packed anew; it is left as it is") }
        var packed = 0
        for block in manifest.blocks[done.count...] {
            if packed >= rows {
                try write()
                return false
            }
            add(block, isSummed: manifest.summary(of: block) != nil)
            packed += block.rows
        }
        try write()
        try publish(manifest)
        return true
    }

    private func add(_ block: BlockRecord, isSummed: Bool) {
        let rows = rows(of: block)
        let columns = rows.map { encode($0) } ?? copy(block)
        if !isSummed, let summary = rows.flatMap({ $0.summary(0..<$0.count) }) { summaries.append((block, summary)) }
        done.append(
            BlockRecord(
                step: block.step, sequence: block.sequence, part: block.part, rows: block.rows, times: block.times,
                columns: columns, generation: generation, isDense: true))
    }

    /// Nil when the block is packed already, or cannot be read.
    private func rows(of block: BlockRecord) -> SortedRows? {
        let source = BlockSource(schema: schema, record: block, path: path)
        guard !block.isDense, let batch = try? source.read(columns: Array(schema.columns.indices))
        else { return nil }
        var buffer = RowBuffer(schema: schema)
        buffer.append(batch)
        return SortedRows(buffer, isSorted: true)
    }

    private func encode(_ rows: SortedRows) -> [ColumnRecord] {
        schema.columns.indices.map { index in
            var out = ByteWriter()
            let bounds = rows.encode(column: index, 0..<rows.count, integers, into: &out)
            return place(out.bytes, column: index, checksum: Hash64.striped(out.bytes), bounds)
        }
    }

    /// Takes the bytes as they are; those that are damaged stay so, and what follows them stays readable.
    private func copy(_ block: BlockRecord) -> [ColumnRecord] {
        let source = BlockSource(schema: schema, record: block, path: path)
        return block.columns.enumerated().map { index, column in
            if column.length == 0 { return .absent }
            var stored: [UInt8] = []
            try? source.withStored(column: index, reader) { stored = Array($0.dropLast(BitPacking.padding)) }
            if stored.isEmpty { return place([0], column: index, checksum: ~Hash64.striped([0]), column.bounds) }
            return place(stored, column: index, checksum: Hash64.striped(stored), column.bounds)
        }
    }

    private func place(_ bytes: [UInt8], column: Int, checksum: UInt64, _ bounds: ValueBounds) -> ColumnRecord {
        let offset = ends[column] + pending[column].bytes.count
        pending[column].raw(bytes)
        return ColumnRecord(offset: offset, length: bytes.count, checksum: checksum, bounds: bounds)
    }

    private func write() throws(StoreError) {
        for index in pending.indices {
            let name = StorePaths.column(path, schema.columns[index].name, generation: generation)
            let file = try disk.open(name, ends[index] == 0 ? .replace : .write)
            try file.write(pending[index].bytes, at: ends[index])
            try file.sync()
        }
        for index in pending.indices {
            ends[index] += pending[index].bytes.count
            pending[index] = ByteWriter()
        }
    }

    /// Readers go over to the new files with the rename; those that have the old manifest still notice that its files
    /// are gone, and read the new one.
    private func publish(_ old: Manifest) throws(StoreError) {
        try disk.syncDirectory(path)
        var manifest = old
        manifest.replace(done)
        for (block, summary) in summaries { manifest.note(summary, of: block) }
        try disk.replace(StorePaths.manifest(path), with: manifest.encoded(), in: path)
        for column in schema.columns {
            try disk.remove(StorePaths.column(path, column.name, generation: old.generation))
        }
    }

    /// Removes what was written, when the day is not finished.
    func abandon() {
        for column in schema.columns {
            try? disk.remove(StorePaths.column(path, column.name, generation: generation))
        }
    }
}
