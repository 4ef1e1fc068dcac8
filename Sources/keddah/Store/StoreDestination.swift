import ColumnStore
import Glibc
import Observations

/// Where the rows of a command go: into the store, or to the sensor that is writing it.
final class StoreDestination {
    private enum Way {
        case own(StoreWriter)
        case sensor
    }

    /// How many rows are handed to a sensor at once.
    private static let loadRows = 100_000

    private let directory: String
    private let way: Way
    private var loads = 0
    private var loaders: [String: BulkLoader] = [:]

    /// Opens the store, making it where there is none.
    /// - Throws: `StoreError`; `locked` when another process writes to it that is no sensor.
    init(directory: String) throws {
        self.directory = directory
        do {
            way = .own(try StoreWriter(directory: directory, tables: TableSchema.all))
        } catch  where error.code == .locked {
            guard ControlClient.isSensorRunning(store: directory) else { throw error }
            way = .sensor
        }
    }

    /// Takes rows; those of a sensor are durable when this returns, others when `close` does.
    /// - Throws: What kept the rows from being written.
    func append(_ batch: RowBatch) throws {
        switch way {
        case .own(let writer): try loader(batch.schema, writer).append(batch)
        case .sensor:
            for start in stride(from: 0, to: batch.count, by: Self.loadRows) {
                try load(batch.rows(start..<min(batch.count, start + Self.loadRows)))
            }
        }
    }

    private func loader(_ table: TableSchema, _ writer: StoreWriter) -> BulkLoader {
        if let loader = loaders[table.name] { return loader }
        let loader = writer.bulkLoader(for: table, threads: 1)
        loaders[table.name] = loader
        return loader
    }

    private func load(_ batch: RowBatch) throws {
        loads += 1
        let name = StoreFiles.load(process: getpid(), number: loads)
        let path = "\(directory)/\(name)"
        defer { unlink(path) }
        try RowFile.write(batch, to: path)
        let client = try ControlClient(store: directory, .load(table: batch.schema.name, file: name))
        _ = try client.rest()
    }

    /// Makes everything durable.
    func commit() throws {
        for loader in loaders.values { try loader.commit() }
    }

    /// Makes everything durable; no rows may follow.
    func close() throws {
        guard case .own(let writer) = way else { return }
        try commit()
        try writer.close()
    }
}

extension RowBatch {
    /// Some of the rows.
    fileprivate func rows(_ range: Range<Int>) -> RowBatch {
        if range == 0..<count { return self }
        return RowBatch(schema: schema, count: range.count, columns: columns.map { $0?.values(range) })
    }
}

extension ColumnVector {
    fileprivate func values(_ range: Range<Int>) -> ColumnVector {
        switch self {
        case .unsigned(let values): .unsigned(Array(values[range]))
        case .strings(let codes, let dictionary): .strings(codes: Array(codes[range]), dictionary: dictionary)
        case .addresses(let addresses): .addresses(Array(addresses[range]))
        }
    }
}
