import Bytes

/// Where one column of a block stands in the column's file.
struct ColumnRecord: Equatable, Sendable {
    let offset: Int
    /// The stored bytes; 0 for a column that was declared after the block was written.
    let length: Int
    let checksum: UInt64
    let bounds: ValueBounds

    static let absent = ColumnRecord(offset: 0, length: 0, checksum: 0, bounds: ValueBounds(least: 0, greatest: 0))
}

/// One block as the manifest of its day lists it.
///
/// Table, step, sequence and part are its identity, which stays when its bytes are packed anew.
struct BlockRecord: Equatable, Sendable {
    /// No writer makes a larger block; what claims to be one is damaged.
    static let maximumRows = 1 << 24

    /// The start of the step.
    let step: UInt64
    /// Every row of the step in segments up to this one is in blocks up to this one.
    let sequence: UInt64
    /// Blocks of one step that were closed together are counted from 0.
    let part: UInt32
    let rows: Int
    let times: ValueBounds
    let columns: [ColumnRecord]
    /// Which of the day's files the columns stand in: those that are packed anew go to files of the next generation.
    var generation: UInt32 = 0
    /// Whether the columns were packed anew, for size.
    var isDense = false
    /// Whether the columns' checksums are striped; those of earlier versions are not.
    var isStriped = true

    /// Whether the other is the same block, though its bytes may have been packed anew.
    func isSameBlock(as other: BlockRecord) -> Bool {
        (step, sequence, part, rows) == (other.step, other.sequence, other.part, other.rows)
    }

    func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
        isStriped ? Hash64.striped(bytes) : Hash64.of(bytes)
    }

    var frameKind: Frame.Kind { isStriped ? .block : .plainBlock }

    func encoded(identity: UInt64) -> [UInt8] {
        var out = ByteWriter(capacity: 40 + 40 * columns.count)
        out.little(identity)
        out.little(step)
        out.little(part)
        out.little(UInt32(rows))
        out.little(times.least)
        out.little(times.greatest)
        for column in columns {
            out.little(UInt64(column.offset))
            out.little(UInt64(column.length))
            out.little(column.checksum)
            out.little(column.bounds.least)
            out.little(column.bounds.greatest)
        }
        if isStriped {
            out.little(generation)
            out.little(UInt8(isDense ? 1 : 0))
        }
        return out.bytes
    }

    /// Reads a frame of a manifest; `positions` tells where each column of the schema stands in it.
    init(_ frame: Frame, identity: UInt64, columns count: Int, positions: [Int?]) throws(DecodingFailure) {
        var reader = ChunkReader(frame.payload)
        guard try reader.little(UInt64.self) == identity else { throw DecodingFailure("written with other columns") }
        sequence = frame.sequence
        step = try reader.little()
        part = try reader.little()
        rows = Int(try reader.little(UInt32.self))
        times = ValueBounds(least: try reader.little(), greatest: try reader.little())
        var stored: [ColumnRecord] = []
        stored.reserveCapacity(count)
        for _ in 0..<count { stored.append(try Self.column(&reader)) }
        isStriped = frame.kind == .block
        if isStriped {
            generation = try reader.little()
            isDense = try reader.little(UInt8.self) == 1
        }
        guard rows > 0, rows <= Self.maximumRows, reader.remaining == 0 else {
            throw DecodingFailure("rows out of range")
        }
        columns = positions.map { $0.map { stored[$0] } ?? .absent }
    }

    init(
        step: UInt64, sequence: UInt64, part: UInt32, rows: Int, times: ValueBounds, columns: [ColumnRecord],
        generation: UInt32 = 0, isDense: Bool = false
    ) {
        self.step = step
        self.sequence = sequence
        self.part = part
        self.rows = rows
        self.times = times
        self.columns = columns
        self.generation = generation
        self.isDense = isDense
    }

    private static func column(_ reader: inout ChunkReader) throws(DecodingFailure) -> ColumnRecord {
        let offset: UInt64 = try reader.little()
        let length: UInt64 = try reader.little()
        guard offset <= 1 << 48, length <= 1 << 31 else { throw DecodingFailure("offset out of range") }
        return ColumnRecord(
            offset: Int(offset), length: Int(length), checksum: try reader.little(),
            bounds: ValueBounds(least: try reader.little(), greatest: try reader.little()))
    }
}
