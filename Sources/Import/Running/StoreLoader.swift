import ColumnStore
import Observations

/// Loads rows into a store on disk, whose lock it holds.
struct StoreLoader: RowLoader {
    private let writer: StoreWriter
    private let loader: BulkLoader

    init(_ store: String, _ options: ImportOptions) throws(StoreError) {
        let writer = try Self.open(store, options)
        self.writer = writer
        loader = writer.bulkLoader(for: options.table, threads: options.threadCount)
    }

    private static func open(_ store: String, _ options: ImportOptions) throws(StoreError) -> StoreWriter {
        do throws(StoreError) {
            return try StoreWriter(directory: store, tables: [options.table])
        } catch {
            guard error.code == .locked else { throw error }
            throw StoreError(
                .locked,
                error.message + ". One process at a time writes to a store: stop the sensor (or the other import), "
                    + "import, and start it again; or import into a store of its own, with -d")
        }
    }

    func append(_ batch: RowBatch) throws(StoreError) { try loader.append(batch) }

    func commit(_ note: (UInt64) throws(StoreError) -> Void) throws(StoreError) { try loader.commit(noting: note) }

    func hasBlocks(sequence: UInt64, time: UInt64) throws(StoreError) -> Bool {
        try loader.hasBlocks(sequence: sequence, time: time)
    }
}
