public import Observations

/// Reads columns of one table's pieces, one piece after the other, into the same memory; for one thread.
public final class ColumnReader {
    /// One buffer a column of the schema; what stands in it is of the last piece whose column was read.
    public let buffers: [ColumnBuffer]
    /// The stored bytes of the column at hand.
    private var bytes: [UInt8] = []
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

    /// Reads up to `count` bytes at `offset` of a column's file; padding follows them. They have to be let go of before
    /// the next call.
    func stored(column: Int, _ path: String, offset: Int, count: Int) throws(StoreError) -> ArraySlice<UInt8> {
        let open = try file(column, path)
        // A manifest may name more than there is; no memory is taken for that.
        let count = try open.file.available(offset: offset, count: count)
        let size = count + BitPacking.padding
        // Blocks grow through the day: not a little for each.
        if bytes.count < size { bytes = Array(repeating: 0, count: size + size / 4) }
        let done = try open.file.read(into: &bytes, offset: offset, count: count)
        return bytes[..<(done + BitPacking.padding)]
    }

    private func file(_ column: Int, _ path: String) throws(StoreError) -> OpenFile {
        if let known = files[column], known.file.path == path { return known }
        let open = try OpenFile(path)
        files[column] = open
        return open
    }
}
