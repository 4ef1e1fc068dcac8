import Bytes
import Observations

/// The list of a day's blocks: a file that is replaced whole whenever blocks are closed.
struct Manifest {
    let schema: TableSchema
    private(set) var blocks: [BlockRecord] = []
    private var summaries: [BlockKey: BlockSummary] = [:]
    /// Frames of kinds that a later program knows, kept for it.
    private var unknown: [Frame] = []
    /// What could not be read: of the file, and of those that were damaged before it took their place.
    private(set) var damage: [StoreDamage] = []
    /// How much of that is in the file itself.
    private(set) var ownDamage = 0

    init(schema: TableSchema) { self.schema = schema }

    /// Reads the manifest of the day in a directory; an empty one when there is none.
    init(schema: TableSchema, day path: String, disk: Disk) throws(StoreError) {
        self.schema = schema
        let file = StorePaths.manifest(path)
        do throws(StoreError) {
            decode(try disk.contents(of: file), path: file)
        } catch  where error.code == .gone {}
        ownDamage = damage.count
        damage += try DamagedManifests(day: path, disk: disk).damage
    }

    /// The last sequence whose rows of a step are in blocks, for each step.
    var closed: [UInt64: UInt64] {
        var closed: [UInt64: UInt64] = [:]
        for block in blocks { closed[block.step] = max(closed[block.step] ?? 0, block.sequence) }
        return closed
    }

    /// The files that blocks stand in.
    var generation: UInt32 { blocks.reduce(0) { max($0, $1.generation) } }

    mutating func append(_ more: [BlockRecord]) { blocks += more }

    /// Has the same blocks stand somewhere else.
    mutating func replace(_ packed: [BlockRecord]) { blocks = packed }

    /// Keeps what a block's rows come to.
    mutating func note(_ summary: BlockSummary?, of block: BlockRecord) { summaries[BlockKey(block)] = summary }

    /// What a block's rows come to; nil when nobody knows without reading them.
    func summary(of block: BlockRecord) -> BlockSummary? { summaries[BlockKey(block)] }

    func encoded() -> [UInt8] {
        let description = TableDescription(schema)
        let identity = description.identity
        var out = ByteWriter()
        // The number of blocks stands in the first frame, so that a file cut between two frames is noticed.
        Frame.write(.table, sequence: UInt64(blocks.count), payload: description.encoded(), to: &out)
        for block in blocks {
            Frame.write(block.frameKind, sequence: block.sequence, payload: block.encoded(identity: identity), to: &out)
            guard let summary = summary(of: block) else { continue }
            Frame.write(
                .summary, sequence: block.sequence,
                payload: summary.encoded(identity: identity, of: block, schema: schema), to: &out)
        }
        for frame in unknown {
            Frame.write(frame.kind, sequence: frame.sequence, payload: Array(frame.payload), to: &out)
        }
        return out.bytes
    }

    private mutating func decode(_ bytes: [UInt8], path: String) {
        let scan = FrameScan(bytes)
        damage = scan.damage.map { StoreDamage(path, $0.offset, $0.length, $0.reason) }
        if scan.tornTail > 0 || bytes.isEmpty {
            damage.append(StoreDamage(path, scan.end, scan.tornTail, "the end is missing"))
        }
        let described = DescribedFrames(scan.frames, expecting: schema)
        for frame in scan.frames where frame.kind == .block || frame.kind == .plainBlock {
            do throws(DecodingFailure) {
                blocks.append(
                    try BlockRecord(
                        frame, identity: described.identity, columns: described.description.columns.count,
                        positions: described.positions))
            } catch {
                damage.append(StoreDamage(path, frame.payload.startIndex, frame.payload.count, error.reason))
            }
        }
        decodeSummaries(scan.frames, identity: described.identity)
        unknown = scan.frames.filter { !$0.kind.isKnown }
        let missing = described.count - blocks.count - damage.count
        if missing > 0 { damage.append(StoreDamage(path, scan.end, 0, "\(missing) blocks are missing")) }
    }

    /// A summary that cannot be read is one that is not there: its block still is.
    private mutating func decodeSummaries(_ frames: [Frame], identity: UInt64) {
        guard let column = schema.summaryColumn else { return }
        for frame in frames where frame.kind == .summary {
            guard let (key, summary) = try? BlockSummary.read(frame, identity: identity, schema: schema) else {
                continue
            }
            if summary.column == schema.columns[column].name { summaries[key] = summary }
        }
    }
}
