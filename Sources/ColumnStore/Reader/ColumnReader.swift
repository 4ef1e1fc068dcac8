public import Observations

/// Reads columns of one table's pieces, one piece after the other, into the same memory; for one thread.
public final class ColumnReader {
    /// One buffer a column of the schema; what stands in it is of the last piece whose column was read.
    public let buffers: [ColumnBuffer]
    /// The stored bytes of the column at hand.
    private var stored: [UInt8] = []
    /// For each column the file that was opened last: a day's blocks stand in the same.
    private var files: [OpenFile?]

    private final class OpenFile {
        let file: File

        init(_ path: String) throws(StoreError) { file = try File(path, .read, faults: nil) }
    }

    /// A reader for tables with these columns.
    public init(schema: TableSchema) {
        buffers = schema.columns.map { _ in ColumnBuffer() }
        files = Array(repeating: nil, count: schema.columns.count)
    }

    /// Reads up to `count` bytes at `offset` of a column's file, and hands them to `body` with padding behind them.
    func withStored<Result>(
        column: Int, _ path: String, offset: Int, count: Int,
        _ body: (ArraySlice<UInt8>) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let open = try file(column, path)
        let size = count + BitPacking.padding
        if stored.count < size { stored = Array(repeating: 0, count: size * 2) }
        let done = try open.file.read(into: &stored, offset: offset, count: count)
        return try body(stored[..<(done + BitPacking.padding)])
    }

    private func file(_ column: Int, _ path: String) throws(StoreError) -> OpenFile {
        if let known = files[column], known.file.path == path { return known }
        let open = try OpenFile(path)
        files[column] = open
        return open
    }

    /// Forgets the files that are open.
    func closeFiles() { for index in files.indices { files[index] = nil } }
}
