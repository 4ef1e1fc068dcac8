import Bytes
import Observations

@testable import ColumnStore

/// Columns of blocks, and the frames of logs and manifests: whatever they hold, both ways of reading agree, and what is
/// read is what it says to be.
enum BlocksTarget {
    static func run(_ input: [UInt8]) {
        guard input.count >= 3 else { return }
        let count = Int(input[1]) | Int(input[2] & 31) << 8
        let body = Array(input.dropFirst(3))
        switch input[0] & 7 {
        case 0, 1: columns(body, .unsigned, count)
        case 2: columns(body, .string, count)
        case 3: columns(body, .address, count)
        case 4: file(body)
        default: file(framed(body))
        }
    }

    private static func columns(_ bytes: [UInt8], _ kind: ColumnKind, _ count: Int) {
        let vector = try? ColumnChunk.decode(bytes[...], kind: kind, count: count)
        hold(vector == nil || vector?.count == count, "a column has as many rows as its block")
        if case .strings(let codes, let dictionary)? = vector {
            hold(codes.allSatisfy { $0 < dictionary.count }, "each code has a text")
        }
        let buffer = ColumnBuffer()
        var reader = ChunkReader(bytes)
        let isRead = (try? buffer.decode(&reader, kind: kind, count: count)) != nil
        hold(isRead == (vector != nil), "both ways of reading take the same columns")
        if isRead, let vector { hold(buffer.vector == vector, "both ways of reading give the same rows") }
    }

    /// Frames with right checksums, so that a search gets beyond these: a byte for the kind, one for the length, and
    /// the payload behind the identity of the table.
    private static func framed(_ input: [UInt8]) -> [UInt8] {
        let schema = TableSchema.all[Int(input.first ?? 0) % TableSchema.all.count]
        let description = TableDescription(schema)
        var out = ByteWriter()
        Frame.write(.table, sequence: 1, payload: description.encoded(), to: &out)
        var rest = input.dropFirst()
        var sequence: UInt64 = 0
        while let operation = rest.popFirst(), let length = rest.popFirst() {
            sequence += 1
            var payload = ByteWriter()
            if operation & 0x80 == 0 { payload.little(description.identity) }
            payload.raw(rest.prefix(Int(length) << 1))
            rest = rest.dropFirst(Int(length) << 1)
            let kind = Frame.Kind(rawValue: UInt32(operation & 7))
            Frame.write(kind, sequence: sequence, payload: payload.bytes, to: &out)
        }
        return out.bytes
    }

    private static func file(_ bytes: [UInt8]) {
        let scan = FrameScan(bytes)
        hold(scan.end <= bytes.count && scan.tornTail >= 0, "a file's end lies in it")
        for schema in TableSchema.all.prefix(3) {
            let contents = LogContents(bytes, path: "log", schema: schema)
            for part in contents.segments.flatMap(\.parts) where part.rows <= 1 << 16 {
                guard let batch = try? part.read(schema, columns: Array(schema.columns.indices)) else { continue }
                hold(batch.count == part.rows, "a part has as many rows as it says")
            }
            let described = DescribedFrames(scan.frames, expecting: schema)
            for frame in scan.frames {
                let record = try? BlockRecord(
                    frame, identity: described.identity, columns: described.description.columns.count,
                    positions: described.positions)
                hold(record?.rows ?? 1 > 0, "a block has rows")
            }
        }
    }
}
