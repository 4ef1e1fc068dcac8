import Bytes
import Observations

/// What one flush wrote for one table: for each step that got rows a part, and in it each column.
struct Segment {
    /// The rows of one step.
    struct Part {
        let step: UInt64
        let rows: Int
        let times: ValueBounds
        /// Each column of the schema; nil for one that was declared later.
        let chunks: [ArraySlice<UInt8>?]

        /// Reads the columns with the given positions.
        func read(_ schema: TableSchema, columns wanted: [Int]) throws(DecodingFailure) -> RowBatch {
            var vectors = [ColumnVector?](repeating: nil, count: schema.columns.count)
            for index in wanted {
                let kind = schema.columns[index].kind
                vectors[index] =
                    if let chunk = chunks[index] {
                        try ColumnChunk.decode(chunk, kind: kind, count: rows)
                    } else {
                        ColumnChunk.absent(kind: kind, count: rows)
                    }
            }
            return RowBatch(schema: schema, count: rows, columns: vectors)
        }
    }

    let sequence: UInt64
    let parts: [Part]

    init(_ frame: Frame, _ described: DescribedFrames) throws(DecodingFailure) {
        var reader = ChunkReader(frame.payload)
        guard try reader.little(UInt64.self) == described.identity else {
            throw DecodingFailure("written with other columns")
        }
        var parts: [Part] = []
        for _ in 0..<(try reader.count(atMost: frame.payload.count)) {
            parts.append(try Self.part(&reader, described))
        }
        guard reader.remaining == 0 else { throw DecodingFailure("bytes left over") }
        self.parts = parts
        sequence = frame.sequence
    }

    private static func part(_ reader: inout ChunkReader, _ described: DescribedFrames) throws(DecodingFailure) -> Part
    {
        let step = try reader.varint()
        let rows = try reader.count(atMost: BlockRecord.maximumRows)
        let times = ValueBounds(least: try reader.varint(), greatest: try reader.varint())
        var chunks: [ArraySlice<UInt8>] = []
        for _ in described.description.columns {
            chunks.append(try reader.raw(try reader.count(atMost: reader.remaining)))
        }
        return Part(step: step, rows: rows, times: times, chunks: described.positions.map { $0.map { chunks[$0] } })
    }

    /// The payload of a segment with the rows of each buffer from a position on.
    static func encode(
        _ steps: [(step: Step, buffer: RowBuffer, from: Int)], identity: UInt64, _ integers: IntegerEncoder
    ) -> [UInt8] {
        var out = ByteWriter()
        out.little(identity)
        out.varint(UInt64(steps.count))
        for (step, buffer, from) in steps {
            let times = ValueBounds(Array(buffer.columns[0].numbers[from...]))
            out.varint(step.start)
            out.varint(UInt64(buffer.count - from))
            out.varint(times.least)
            out.varint(times.greatest)
            for (column, stored) in zip(buffer.schema.columns, buffer.columns) {
                var chunk = ByteWriter()
                encode(stored, column.kind, from: from, integers, into: &chunk)
                out.varint(UInt64(chunk.bytes.count))
                out.raw(chunk.bytes)
            }
        }
        return out.bytes
    }

    private static func encode(
        _ column: RowBuffer.Column, _ kind: ColumnKind, from: Int, _ integers: IntegerEncoder,
        into out: inout ByteWriter
    ) {
        switch kind {
        case .time, .unsigned: integers.encode(Array(column.numbers[from...]), into: &out)
        case .address: AddressColumn.encode(Array(column.addresses[from...]), integers, into: &out)
        case .string:
            let texts = column.strings.texts
            let (codes, used) = Codes.renumber(column.codes[from...], domain: texts.count)
            StringColumn.encode(codes, used.map { texts[$0] }, integers, into: &out)
        }
    }
}
