import Bytes
import Observations

/// What the rows of a block come to for one value of the table's summary column.
public struct SummaryEntry: Sendable, Equatable {
    /// The value.
    public let name: String
    /// How many rows have it.
    public var rows = 0
    /// The earliest time of these rows.
    public var firstTime = UInt64.max
    /// The latest time of these rows.
    public var lastTime: UInt64 = 0
    /// The sums of the table's counters, in their order; one that does not fit stays at the greatest value.
    public var sums: [UInt64]

    /// No rows yet.
    public init(name: String, counters: Int) {
        self.name = name
        sums = Array(repeating: 0, count: counters)
    }

    /// Adds a row.
    public mutating func add(time: UInt64, counter: (Int) -> UInt64) {
        rows += 1
        firstTime = min(firstTime, time)
        lastTime = max(lastTime, time)
        for index in sums.indices { sums[index] = Self.sum(sums[index], counter(index)) }
    }

    /// Adds the rows of another block.
    public mutating func add(_ other: SummaryEntry) {
        rows += other.rows
        firstTime = min(firstTime, other.firstTime)
        lastTime = max(lastTime, other.lastTime)
        for index in sums.indices { sums[index] = Self.sum(sums[index], other.sums[index]) }
    }

    private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (total, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : total
    }
}

/// What stands beside a block in the manifest, so that questions about the summary column need not read it.
struct BlockSummary: Equatable, Sendable {
    /// Blocks with more values have no summary.
    static let most = 1024

    /// The column's name.
    let column: String
    let entries: [SummaryEntry]

    /// The payload of a summary's frame.
    func encoded(identity: UInt64, of block: BlockRecord, schema: TableSchema) -> [UInt8] {
        let counters = schema.counterPositions
        var out = ByteWriter()
        out.little(identity)
        out.little(block.step)
        out.little(block.part)
        out.text(column)
        out.varint(UInt64(counters.count))
        for position in counters { out.text(schema.columns[position].name) }
        out.varint(UInt64(entries.count))
        for entry in entries {
            out.text(entry.name)
            for number in [UInt64(entry.rows), entry.firstTime, entry.lastTime] + entry.sums { out.varint(number) }
        }
        return out.bytes
    }
}

/// A block's identity within the manifest of its day.
struct BlockKey: Hashable {
    let step: UInt64
    let sequence: UInt64
    let part: UInt32

    init(_ block: BlockRecord) {
        step = block.step
        sequence = block.sequence
        part = block.part
    }

    fileprivate init(step: UInt64, sequence: UInt64, part: UInt32) {
        self.step = step
        self.sequence = sequence
        self.part = part
    }
}

extension BlockSummary {
    /// Reads a summary's frame, and which block it is of. Counters that the schema has and the frame has not are 0.
    static func read(
        _ frame: Frame, identity: UInt64, schema: TableSchema
    ) throws(DecodingFailure) -> (key: BlockKey, summary: BlockSummary) {
        var reader = ChunkReader(frame.payload)
        guard try reader.little(UInt64.self) == identity else { throw DecodingFailure("written with other columns") }
        let key = BlockKey(step: try reader.little(), sequence: frame.sequence, part: try reader.little())
        let column = try reader.text()
        let names = schema.counterPositions.map { schema.columns[$0].name }
        var places: [Int?] = []
        for _ in 0..<(try reader.count(atMost: reader.remaining)) {
            places.append(names.firstIndex(of: try reader.text()))
        }
        var entries: [SummaryEntry] = []
        for _ in 0..<(try reader.count(atMost: most)) {
            var entry = SummaryEntry(name: try reader.text(), counters: names.count)
            entry.rows = try reader.count(atMost: BlockRecord.maximumRows)
            entry.firstTime = try reader.varint()
            entry.lastTime = try reader.varint()
            for place in places {
                let sum = try reader.varint()
                if let place { entry.sums[place] = sum }
            }
            entries.append(entry)
        }
        guard reader.remaining == 0 else { throw DecodingFailure("bytes left over") }
        return (key, BlockSummary(column: column, entries: entries))
    }
}

extension TableSchema {
    /// The positions of the counters.
    fileprivate var counterPositions: [Int] { columns.indices.filter { columns[$0].role == .counter } }
}
