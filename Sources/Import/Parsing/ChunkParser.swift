import Observations

/// Turns a piece of the file, which is whole records, into rows.
struct ChunkParser {
    private let file: FileColumns
    private var builders: [ColumnBuilder]
    private var ends: [Int] = []
    private var lines = 0
    private var lastTime: UInt64 = 0

    /// Parses until the end or the first record that is wrong.
    static func parse(_ bytes: [UInt8], _ file: FileColumns) -> ParsedChunk {
        var parser = ChunkParser(file, capacity: bytes.count / (8 * file.columns.count) + 16)
        var failure: RecordFailure?
        do throws(RecordFailure) {
            try parser.records(bytes.span)
        } catch {
            failure = error
        }
        return parser.chunk(bytes, failure)
    }

    private init(_ file: FileColumns, capacity: Int) {
        self.file = file
        builders = file.schema.columns.map { ColumnBuilder($0.kind, capacity: 0) }
        for case .stored(let index, _) in file.columns {
            builders[index] = ColumnBuilder(file.schema.columns[index].kind, capacity: capacity)
        }
        ends.reserveCapacity(capacity)
    }

    private mutating func chunk(_ bytes: [UInt8], _ failure: RecordFailure?) -> ParsedChunk {
        let count = ends.count
        for index in builders.indices { builders[index].cut(to: count) }
        var stored = Set<Int>()
        for case .stored(let index, _) in file.columns { stored.insert(index) }
        let columns = builders.indices.map { index -> ColumnVector? in
            if stored.contains(index) { return builders[index].vector }
            let column = file.schema.columns[index]
            let text = column.name == "iface" ? file.interface ?? "" : ""
            return ColumnBuilder.constant(column, text: text, count: count)
        }
        return ParsedChunk(
            bytes: bytes, batch: RowBatch(schema: file.schema, count: count, columns: columns), ends: ends,
            lines: lines, failure: failure)
    }

    private mutating func records(_ bytes: Span<UInt8>) throws(RecordFailure) {
        var place = 0
        while place < bytes.count {
            let start = place
            // An empty line is no record.
            if bytes[place] == 0x0a || bytes[place] == 0x0d, Field.skipLineEnd(bytes, &place) {
                lines += 1
                continue
            }
            place = start
            do throws(RecordFailure) {
                try record(bytes, &place)
                lines += 1 + extraLines
                ends.append(place)
            } catch {
                guard file.hasTotals, Self.isTotal(bytes, start) else { throw error }
                for index in builders.indices { builders[index].cut(to: ends.count) }
                place = start
                while place < bytes.count, bytes[place] != 0x0a { place += 1 }
                place = min(place + 1, bytes.count)
                lines += 1
            }
            extraLines = 0
        }
    }

    /// Line ends within quotes of the record at hand.
    private var extraLines = 0

    private mutating func record(_ bytes: Span<UInt8>, _ place: inout Int) throws(RecordFailure) {
        let last = file.columns.count - 1
        for column in 0...last {
            let field: Field
            do throws(FieldFailure) {
                field = try Field.next(bytes, &place)
            } catch {
                throw failure("\(error.rawValue), in the column '\(Excerpt.of(file.names[column]))'")
            }
            try take(bytes, field, column)
            if column < last {
                guard place < bytes.count, bytes[place] == 0x2c else {
                    throw failure("there are \(column + 1) fields, not \(last + 1) as the file has columns")
                }
                place += 1
            }
        }
        guard Field.skipLineEnd(bytes, &place) else {
            throw failure("there are more than \(last + 1) fields, which is how many columns the file has")
        }
    }

    private mutating func take(_ bytes: Span<UInt8>, _ field: Field, _ column: Int) throws(RecordFailure) {
        if field.range.lowerBound > 0, bytes[field.range.lowerBound - 1] == 0x22 {
            for place in field.range where bytes[place] == 0x0a { extraLines += 1 }
        }
        guard case .stored(let index, let kind) = file.columns[column] else { return }
        if field.hasDoubledQuotes {
            let value = field.value(bytes)
            try store(value.span, 0..<value.count, index, kind, column)
        } else {
            try store(bytes, field.range, index, kind, column)
        }
    }

    @inline(__always)
    private mutating func store(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int, _ kind: FieldKind, _ column: Int
    ) throws(RecordFailure) {
        switch kind {
        case .number(let most):
            guard let number = NumberField.decimal(bytes, range), number <= most else {
                throw wrong(bytes, range, column, Self.whole(most))
            }
            builders[index].numbers.append(number)
        case .address:
            guard let address = AddressField.parse(bytes, range) else {
                throw wrong(bytes, range, column, "an IP address")
            }
            builders[index].addresses.append(address)
        case .time: try store(time: bytes, range, column)
        default: try storeRare(bytes, range, index, kind, column)
        }
    }

    private mutating func store(time bytes: Span<UInt8>, _ range: Range<Int>, _ column: Int) throws(RecordFailure) {
        guard let time = TimeField.parse(bytes, range) else {
            let digits = NumberField.decimal(bytes, range)
            let hint = digits == nil ? "" : "; it looks like milliseconds or less, which have to be divided before"
            throw wrong(bytes, range, column, "seconds since 1970 or RFC 3339, such as 2026-02-25T19:29:35Z\(hint)")
        }
        guard time >= lastTime else { throw failure(Self.disorder(time, after: lastTime)) }
        lastTime = time
        builders[0].numbers.append(time)
    }

    static func disorder(_ time: UInt64, after last: UInt64) -> String {
        "the time \(time) is earlier than \(last) of the row before; rows have to be in the order of their times: sort "
            + "the file by them first"
    }

    private mutating func storeRare(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int, _ kind: FieldKind, _ column: Int
    ) throws(RecordFailure) {
        switch kind {
        case .fingerprint:
            guard let number = NumberField.fingerprint(bytes, range) else {
                throw wrong(bytes, range, column, "16 hexadecimal digits")
            }
            builders[index].numbers.append(number)
        case .latency:
            guard let number = NumberField.decimal(bytes, range) else {
                throw wrong(bytes, range, column, "a duration in whole microseconds")
            }
            builders[index].numbers.append(UInt64(LatencyBucket(microseconds: number).number))
        case .ipProtocol:
            guard let number = ProtocolField.parse(bytes, range) else {
                throw wrong(bytes, range, column, "an IP protocol, by number up to 255 or by name")
            }
            builders[index].numbers.append(number)
        case .sqlstate:
            guard range.isEmpty || Self.isState(bytes, range) else {
                throw wrong(bytes, range, column, "a SQLSTATE of five characters")
            }
            try store(text: bytes, range, index, column)
        case .text: try store(text: bytes, range, index, column)
        case .number, .address, .time: preconditionFailure("a field of a kind that is read elsewhere")
        }
    }

    private mutating func store(
        text bytes: Span<UInt8>, _ range: Range<Int>, _ index: Int, _ column: Int
    ) throws(RecordFailure) {
        guard let code = builders[index].dictionary.code(bytes, range) else {
            throw failure("the column '\(Excerpt.of(file.names[column]))' is no UTF-8: convert the file first")
        }
        builders[index].codes.append(code)
    }

    private static func isState(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.count == 5 && SQLState(range.map { bytes[$0] }) != nil
    }

    private static func whole(_ most: UInt64) -> String {
        most == .max ? "a whole number of at most 64 bits" : "a whole number up to \(most)"
    }

    private func wrong(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ column: Int, _ expected: String
    ) -> RecordFailure {
        let name = Excerpt.of(file.names[column])
        if range.isEmpty { return failure("the column '\(name)' is empty; it has to be \(expected)") }
        return failure("the column '\(name)' has '\(Excerpt.of(bytes, range))', which is not \(expected)")
    }

    private func failure(_ message: String) -> RecordFailure { RecordFailure(line: lines, message: message) }

    /// The lines with which goProbe's exports end.
    private static let totals = [
        "Received packets,", "Sent packets,", "Received data volume (bytes),", "Sent data volume (bytes),",
        "Overall packets,", "Overall data volume (bytes),", "Sorting and flow direction,", "Interface,",
    ].map { Array($0.utf8) }

    private static func isTotal(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        totals.contains { total in
            start + total.count <= bytes.count && total.indices.allSatisfy { bytes[start + $0] == total[$0] }
        }
    }
}
