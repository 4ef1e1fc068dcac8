import Bytes
import Observations

/// Adds blocks to a day: first the columns' bytes behind those that are there, then the manifest that names them.
struct DayWriter {
    private let path: String
    private let table: String
    private let disk: Disk
    private var manifest: Manifest
    private let generation: UInt32
    private var added: [BlockRecord] = []
    private var parts: [Step: UInt32] = [:]
    /// For each column where its file ends, and what is to be written there.
    private var ends: [Int]
    private var pending: [ByteWriter]

    init(_ schema: TableSchema, day: Day, paths: StorePaths, disk: Disk) throws(StoreError) {
        path = paths.day(schema.name, day)
        table = paths.table(schema.name)
        self.disk = disk
        let manifest = try Manifest(schema: schema, day: path, disk: disk)
        self.manifest = manifest
        let generation = manifest.generation
        self.generation = generation
        pending = Array(repeating: ByteWriter(), count: schema.columns.count)
        ends = schema.columns.indices.map { index in
            manifest.blocks.reduce(0) {
                $1.generation < generation ? $0 : max($0, $1.columns[index].offset + $1.columns[index].length)
            }
        }
        // Where the manifest cannot tell what is in use, nothing that is there may be overwritten.
        if manifest.blocks.isEmpty || !manifest.damage.isEmpty {
            for (index, column) in schema.columns.enumerated() {
                ends[index] = max(
                    ends[index], try Self.size(of: StorePaths.column(path, column.name, generation: generation), disk))
            }
        }
    }

    /// In how many places the manifest is damaged that this one's takes the place of.
    var damaged: Int { manifest.ownDamage }

    private static func size(of path: String, _ disk: Disk) throws(StoreError) -> Int {
        do throws(StoreError) {
            return try disk.open(path, .read).size()
        } catch  where error.code == .gone {
            return 0
        }
    }

    /// Places a block behind the others; of blocks of one step that are added with one sequence each has its own part.
    mutating func add(_ block: EncodedBlock, sequence: UInt64) {
        let part = parts[block.step, default: 0]
        parts[block.step] = part + 1
        let columns = block.columns.enumerated().map { index, column in
            let offset = ends[index] + pending[index].bytes.count
            pending[index].raw(column.bytes)
            return ColumnRecord(
                offset: offset, length: column.bytes.count, checksum: column.checksum, bounds: column.bounds)
        }
        let record = BlockRecord(
            step: block.step.start, sequence: sequence, part: part, rows: block.rows, times: columns[0].bounds,
            columns: columns, generation: generation)
        added.append(record)
        manifest.note(block.summary, of: record)
    }

    /// Writes what was added; readers see all of it or nothing. Tells how many blocks and bytes it wrote.
    mutating func publish() throws(StoreError) -> (blocks: Int, bytes: Int) {
        try disk.makeDirectory(path)
        try disk.syncDirectory(table)
        var bytes = 0
        for index in pending.indices {
            try write(column: index)
            bytes += pending[index].bytes.count
        }
        manifest.append(added)
        let list = manifest.encoded()
        if damaged > 0 { try DamagedManifests(day: path, disk: disk).keepPresent() }
        try disk.replace(StorePaths.manifest(path), with: list, in: path)
        return (added.count, bytes + list.count)
    }

    private func write(column index: Int) throws(StoreError) {
        let name = manifest.schema.columns[index].name
        let file = try disk.open(StorePaths.column(path, name, generation: generation), .write)
        if try file.size() > ends[index] { try file.truncate(to: ends[index]) }
        do throws(StoreError) {
            try file.write(pending[index].bytes, at: ends[index])
            try file.sync()
        } catch {
            // The space is needed by others; the next writer would cut it off too.
            try? file.truncate(to: ends[index])
            throw error
        }
    }
}
