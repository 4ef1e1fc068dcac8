import Observations

@testable import Import

/// Files of comma-separated values: their rows do not depend on where the file was cut, and are in order.
enum CSVTarget {
    static func run(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let table = TableSchema.all[Int(first & 7) % TableSchema.all.count]
        var options = ImportOptions(table: table)
        if table == .flows, first & 8 != 0 { options.interface = "eth0" }
        if first & 16 != 0 { options.columns = ["time", "", "%"] + [table.columns.last!.name] }
        let bytes = Array(input.dropFirst())
        guard let header = try? FileHeader(bytes, given: options.columns) else { return }
        hold(header.length <= bytes.count && header.lines >= 0, "the header lies in the file")
        guard let columns = try? FileColumns(header.names, line: header.line, options: options) else { return }
        let rows = Array(bytes[header.length...])
        let whole = ChunkParser.parse(rows, columns)
        check(whole, rows)
        for size in [1, 7, 64] { check(cut: rows, size, columns, whole) }
    }

    private static func check(_ chunk: ParsedChunk, _ bytes: [UInt8]) {
        hold(chunk.ends.count == chunk.batch.count, "each row has an end")
        hold(chunk.ends.allSatisfy { $0 <= bytes.count }, "rows end in the file")
        hold(zip(chunk.ends, chunk.ends.dropFirst()).allSatisfy { $0 < $1 }, "rows follow each other")
        hold(zip(chunk.times, chunk.times.dropFirst()).allSatisfy { $0 <= $1 }, "rows are in order")
        let lines = bytes.count { $0 == 0x0a } + 1
        hold(chunk.lines <= lines && chunk.failure?.line ?? 0 <= lines, "lines are those of the file")
        for case .strings(let codes, let dictionary)? in chunk.batch.columns {
            hold(codes.allSatisfy { $0 < dictionary.count }, "each code has a text")
        }
    }

    /// The same file in pieces that are at least so large and end where records do.
    private static func check(cut bytes: [UInt8], _ size: Int, _ columns: FileColumns, _ whole: ParsedChunk) {
        var rest = bytes[...]
        var (rows, lines) = (0, 0)
        while !rest.isEmpty {
            var length = min(size, rest.count)
            var end = RecordSplit.lastEnd(rest.prefix(length))
            while end == 0 && length < rest.count {
                length += 1
                end = RecordSplit.lastEnd(rest.prefix(length))
            }
            if end == 0 { end = rest.count }
            let piece = ChunkParser.parse(Array(rest.prefix(end)), columns)
            if let failure = piece.failure {
                let place = RecordFailure(line: lines + failure.line, message: failure.message)
                hold(
                    place == whole.failure,
                    "a mistake is the same in a piece: \(place), \(String(describing: whole.failure))")
                hold(rows + piece.batch.count == whole.batch.count, "the rows before it are the same")
                return
            }
            rows += piece.batch.count
            lines += piece.lines
            // What is out of order between two pieces is found by who joins them.
            if let wrong = whole.failure, lines > wrong.line { return }
            rest = rest.dropFirst(end)
        }
        hold(whole.failure == nil && rows == whole.batch.count, "the rows are the same")
    }
}
