import Bytes
import ColumnStore
import Glibc
import Observations
import Platform

/// Brings the rows of a file of comma-separated values into a store.
///
/// Each row gets there exactly once, however often the import is interrupted and started again: what is written, and
/// how far the file is read, is noted in the store before and after.
public final class CSVImport {
    private let options: ImportOptions
    private let reader: PieceReader
    private let columns: FileColumns
    private let journal: ImportJournal
    private var loader: any RowLoader
    private var record: ImportRecord
    private var units: RowUnits
    /// Behind the last row that was taken.
    private var mark: ImportMark
    /// The lines before the piece at hand.
    private var lines: Int
    private var result = ImportResult()

    /// Opens a file, or standard input as `-`, and a store, and finds out where to begin.
    /// - Throws: `ImportError`, `StoreError`.
    public convenience init(_ file: String, store: String, options: ImportOptions) throws {
        let reader = try PieceReader(file)
        // Its faults are said before a store is made for it.
        let header = try FileHeader(try reader.beginning(), given: options.columns)
        let columns = try FileColumns(header.names, line: header.line, options: options)
        try self.init(
            reader, header, columns, store: store, loader: try StoreLoader(store, options), options: options)
    }

    init(
        _ reader: PieceReader, _ header: FileHeader, _ columns: FileColumns, store: String, loader: any RowLoader,
        options: ImportOptions, units: RowUnits = RowUnits()
    ) throws {
        self.options = options
        self.reader = reader
        self.columns = columns
        self.loader = loader
        self.units = units
        journal = ImportJournal(store: store)
        let fresh = ImportRecord(
            table: options.table.name, path: reader.path, size: reader.size ?? 0, head: reader.head,
            settings: Self.settings(header, options))
        record = fresh
        mark = ImportMark()
        lines = 0
        let known = try journal.find(
            table: options.table.name, path: reader.path, size: reader.size, head: reader.head,
            settings: fresh.settings)
        if let known = try known.map(settled), known.committed.rows > 0,
            !(known.isComplete ? options.again : options.restarts)
        {
            try goOn(known, fresh)
        } else {
            _ = try reader.skip(to: header.length, last: 0)
            mark.offset = header.length
            mark.lines = header.lines
        }
        lines = mark.lines
        result.absent = columns.absent
    }

    /// All that decides what a row becomes.
    private static func settings(_ header: FileHeader, _ options: ImportOptions) -> UInt64 {
        var hash = Hash64()
        for name in header.names { hash.combine(Hash64.of(name)) }
        for name in options.ignored.sorted() { hash.combine(Hash64.of(name)) }
        hash.combine(Hash64.of(options.interface ?? ""))
        return hash.value
    }

    /// Finds out whether the rows that an earlier import was writing last are in the store.
    private func settled(_ known: ImportRecord) throws -> ImportRecord {
        guard let pending = known.pending else { return known }
        var record = known
        if try loader.hasBlocks(sequence: pending.sequence, time: pending.time) { record.committed = pending.mark }
        record.pending = nil
        return record
    }

    /// Takes up an earlier import of the file.
    private func goOn(_ known: ImportRecord, _ fresh: ImportRecord) throws {
        record = known
        let name = reader.path == "-" ? "standard input" : reader.path
        let advice =
            "--\(known.isComplete ? "again" : "restart") imports it from its beginning, and rows that are in the "
            + "store are there twice then"
        let done = record.committed
        if let size = reader.size, known.isComplete, size == known.size {
            throw ImportError("\(name) was imported already, \(done.rows) rows of it; \(advice)")
        }
        guard known.settings == fresh.settings else {
            throw ImportError(
                "\(done.rows) rows of \(name) were imported with other columns, another --ignore or another -i: give "
                    + "the same again to go on; \(advice)")
        }
        let tail = try reader.skip(to: done.offset, last: done.tailLength)
        guard tail.count == done.tailLength, Hash64.of(tail) == done.tailHash else {
            throw ImportError(
                "\(name) is not what it was when \(done.rows) rows of it were imported: it was changed before line "
                    + "\(done.lines + 1); \(advice)")
        }
        record.path = reader.path
        if let size = reader.size { record.size = size }
        mark = done
        result.earlierRows = done.rows
    }

    /// Reads and writes until the end of the file, the number of rows that was asked, or the first error.
    /// - Parameters:
    ///   - progress: Told after each piece of the file.
    ///   - isInterrupted: Asked after each piece; the rows that were taken are written before the import ends.
    /// - Throws: `ImportError` for the first line that is wrong, after the rows before it were written; `StoreError`.
    public func run(progress: (ImportProgress) -> Void = { _ in }, isInterrupted: () -> Bool = { false }) throws
        -> ImportResult
    {
        let threads = try ParserThreads(options.threadCount, columns)
        let most = options.threadCount + 2
        var offsets: [Int] = []
        var isAtEnd = false
        while true {
            while !isAtEnd, threads.underWay < most {
                guard let piece = try reader.next() else {
                    isAtEnd = true
                    break
                }
                offsets.append(piece.offset)
                threads.submit(piece)
            }
            guard threads.underWay > 0 else { break }
            let chunk = threads.take()
            let offset = offsets.removeFirst()
            let isFull = try take(chunk, at: offset)
            lines += chunk.lines
            progress(
                ImportProgress(
                    bytes: offset + chunk.bytes.count, size: reader.size, rows: mark.rows - result.earlierRows))
            if isFull { return try finish(isComplete: false) }
            if isInterrupted() {
                result.wasInterrupted = true
                return try finish(isComplete: false)
            }
        }
        return try finish(isComplete: true)
    }

    /// Takes the rows of a piece; true when there are as many as was asked.
    private func take(_ chunk: ParsedChunk, at offset: Int) throws -> Bool {
        let times = chunk.times
        if let first = times.first, first < mark.lastTime {
            let blank = chunk.bytes.prefix { $0 == 0x0a || $0 == 0x0d }.count { $0 == 0x0a }
            try fail(ImportError(line: lines + blank + 1, ChunkParser.disorder(first, after: mark.lastTime)))
        }
        let end = min(times.count, max(0, (options.maxRows ?? .max) - mark.rows))
        let taken = end == times.count ? times : Array(times[..<end])
        var start = 0
        while start < end {
            if units.ends(before: taken[start]) { try commit() }
            let extent = units.extent(taken, from: start)
            if extent.end > start {
                try loader.append(chunk.rows(start..<extent.end))
                units.take(taken, start..<extent.end)
                advance(chunk, at: offset, through: extent.end - 1)
            }
            if extent.isWhole { try commit() }
            start = extent.end
        }
        if end < times.count || mark.rows >= options.maxRows ?? .max { return true }
        if let failure = chunk.failure {
            try fail(ImportError(line: lines + failure.line + 1, failure.message))
        }
        return false
    }

    private func advance(_ chunk: ParsedChunk, at offset: Int, through row: Int) {
        let end = chunk.ends[row]
        let before = mark.offset <= offset ? 0 : mark.offset - offset
        if before == 0 { mark.lines = lines }
        mark.lines += chunk.bytes[before..<end].count { $0 == 0x0a }
        mark.offset = offset + end
        mark.rows += units.rows - unitRowsInMark
        unitRowsInMark = units.rows
        mark.lastTime = chunk.times[row]
        mark.setTail(chunk.bytes[chunk.start(ofRow: row)..<end])
    }

    /// How many of the unit's rows `mark` has counted.
    private var unitRowsInMark = 0

    /// Writes the unit at hand: first the intention, then the rows. That they are written is noted with the next
    /// intention, or at the end.
    private func commit() throws {
        guard units.rows > 0 else { return }
        let (journal, mark) = (journal, mark)
        var record = record
        record.setHead(reader.head, upTo: mark.offset)
        try loader.commit { sequence throws(StoreError) in
            record.pending = ImportRecord.Pending(sequence: sequence, time: mark.lastTime, mark: mark)
            try journal.write(record)
        }
        record.committed = mark
        record.pending = nil
        self.record = record
        units.begin()
        unitRowsInMark = 0
    }

    /// Writes the rows before an error, and then says the error.
    private func fail(_ error: ImportError) throws -> Never {
        _ = try finish(isComplete: false)
        let rows = record.committed.rows
        if rows == 0 { throw error }
        throw ImportError(
            line: error.line,
            error.message + ". The \(rows) rows before it are imported, and stay so: mend the file from "
                + "this line on, and import it again to go on")
    }

    private func finish(isComplete: Bool) throws -> ImportResult {
        try commit()
        if isComplete && mark.rows == result.earlierRows && result.earlierRows > 0 && record.isComplete {
            throw ImportError(
                "nothing has come since \(result.earlierRows) rows were imported: --again imports them once more")
        }
        record.isComplete = isComplete
        if record.committed.rows > 0 { try journal.write(record) }
        result.rows = mark.rows - result.earlierRows
        result.lines = mark.lines
        result.isComplete = isComplete
        return result
    }
}
