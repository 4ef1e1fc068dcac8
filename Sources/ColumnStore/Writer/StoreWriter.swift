public import Observations

/// The one writer of a store: rows come in batches, are safe after `flush`, and go to five-minute blocks.
///
/// A writer is used from one thread at a time. A process that ends without `close` loses what was appended after the
/// last flush and nothing else.
public final class StoreWriter {
    private let paths: StorePaths
    private let tables: [TableWriter]
    private let lock: StoreLock

    /// Opens the store in a directory, which is made when it is not there, and recovers what an earlier process left.
    /// - Throws: `StoreError`: `locked` when another process writes, `newerVersion`, `access`, `full`.
    public convenience init(
        directory: String, tables: [TableSchema], options: StoreOptions = StoreOptions()
    ) throws(StoreError) {
        try self.init(directory: directory, tables: tables, options: options, disk: Disk())
    }

    init(directory: String, tables: [TableSchema], options: StoreOptions, disk: Disk) throws(StoreError) {
        paths = StorePaths(root: directory)
        try disk.makeDirectory(directory)
        lock = try StoreLock(paths.lock, disk: disk)
        try StoreVersion.establish(paths, disk: disk)
        var writers: [TableWriter] = []
        for table in tables {
            writers.append(try TableWriter(table, paths: paths, disk: disk, options: options))
        }
        self.tables = writers
        try disk.syncDirectory(directory)
    }

    /// Takes rows of one of the store's tables into memory; they may belong to any steps and days.
    /// - Throws: `StoreError`; with `full` the rows were taken, and as many of the oldest dropped as memory demands.
    public func append(_ batch: RowBatch) throws(StoreError) {
        try table(batch.schema).append(batch)
    }

    /// Begins to load many rows into one of the store's tables; `threads` of them pack blocks besides the caller's.
    public func bulkLoader(for schema: TableSchema, threads: Int) -> BulkLoader {
        BulkLoader(table(schema), threads: threads)
    }

    private func table(_ schema: TableSchema) -> TableWriter {
        guard let table = tables.first(where: { $0.schema == schema }) else {
            preconditionFailure("the store was not opened for table \(schema.name)")
        }
        return table
    }

    /// Makes all appended rows durable: one segment and one sync a table.
    /// - Throws: `StoreError`; the rows stay in memory and the next flush tries again.
    public func flush() throws(StoreError) {
        try eachTable { (table) throws(StoreError) in try table.flush() }
    }

    /// Closes the steps that ended at or before `time` (now less a grace for rows under way), in seconds since 1970.
    /// - Throws: `StoreError`; the steps stay open.
    public func closeSteps(before time: UInt64) throws(StoreError) {
        try eachTable { (table) throws(StoreError) in try table.closeSteps(before: time) }
    }

    /// Flushes; the writer must not be used afterwards. Steps that are open stay so for the next writer.
    public func close() throws(StoreError) { try flush() }

    /// Removes the days whose last second is more than `days` days before `now` (seconds since 1970).
    public func removeExpired(now: UInt64, retentionDays days: UInt64) throws(StoreError) {
        let today = Day(containing: now).number
        guard today > days else { return }
        try eachTable { (table) throws(StoreError) in try table.removeDays(before: Day(number: today - days)) }
    }

    /// Packs the blocks of days that ended before `time` (seconds since 1970) anew: smaller, and slower to read. A call
    /// packs about `rows` rows of each table, so that a caller with other work gets on with it; readers notice nothing.
    /// - Returns: Whether there is more to do.
    /// - Throws: `StoreError`; the day in question stays as it is.
    public func repack(before time: UInt64, rows: Int) throws(StoreError) -> Bool {
        var isUnfinished = false
        try eachTable { (table) throws(StoreError) in
            if try table.repack(before: Day(containing: time), rows: rows) { isUnfinished = true }
        }
        return isUnfinished
    }

    /// What the writer did so far, over all tables.
    public var statistics: StoreStatistics { tables.reduce(StoreStatistics()) { $0 + $1.statistics } }

    /// Goes on with the other tables when one fails, and throws the first error at the end.
    private func eachTable(_ body: (TableWriter) throws(StoreError) -> Void) throws(StoreError) {
        var failure: StoreError?
        for table in tables {
            do throws(StoreError) { try body(table) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }
}
