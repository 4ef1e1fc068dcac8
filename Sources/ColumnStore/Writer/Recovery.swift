import Observations

/// What an earlier process left in a table's directory: rows in logs that are in no block yet.
struct Recovery {
    private(set) var rows: [Step: [RowBatch]] = [:]
    private(set) var logs: [InheritedLog] = []
    private(set) var nextSequence: UInt64 = 1
    private(set) var tornTails = 0
    private(set) var damage: [StoreDamage] = []
    private let schema: TableSchema
    private let paths: StorePaths
    private let disk: Disk
    private var closed: [Day: [UInt64: UInt64]] = [:]

    init(_ schema: TableSchema, paths: StorePaths, disk: Disk) throws(StoreError) {
        self.schema = schema
        self.paths = paths
        self.disk = disk
        let directory = paths.table(schema.name)
        try disk.makeDirectory(directory)
        let names = try disk.names(in: directory)
        for name in names where StorePaths.isRemoved(name) { try disk.removeDirectory("\(directory)/\(name)") }
        let sequences = names.compactMap { StorePaths.logSequence($0) }
        for sequence in sequences { try take(log: sequence) }
        if sequences.isEmpty { try skipSequences(of: names.compactMap { Day(name: $0) }) }
    }

    private mutating func take(log sequence: UInt64) throws(StoreError) {
        let path = paths.log(schema.name, sequence)
        let contents = LogContents(try disk.contents(of: path), path: path, schema: schema)
        nextSequence = max(nextSequence, sequence &+ 1)
        damage += contents.damage
        if contents.tornTail > 0 {
            tornTails += 1
            try disk.open(path, .write).truncate(to: contents.end)
        }
        if !contents.isBegun {
            // Only its name is of use; it gets its beginning, because an older log without one is held to be damaged.
            _ = try SegmentLog(
                path: path, directory: paths.table(schema.name), description: TableDescription(schema), disk: disk)
        }
        var steps: Set<Step> = []
        for segment in contents.segments {
            nextSequence = max(nextSequence, segment.sequence &+ 1)
            for part in segment.parts where try isOpen(part, segment.sequence) {
                do throws(DecodingFailure) {
                    let step = Step(containing: part.step)
                    rows[step, default: []].append(try part.read(schema, columns: Array(schema.columns.indices)))
                    steps.insert(step)
                } catch {
                    damage.append(StoreDamage(path, 0, 0, error.reason))
                }
            }
        }
        let oldest = contents.segments.flatMap(\.parts).map(\.step).min().map { Step(containing: $0) }
        logs.append(InheritedLog(path: path, openSteps: steps, oldest: oldest))
    }

    private mutating func isOpen(_ part: Segment.Part, _ sequence: UInt64) throws(StoreError) -> Bool {
        let day = Day(containing: part.step)
        if closed[day] == nil {
            let manifest = try Manifest(schema: schema, day: paths.day(schema.name, day), disk: disk)
            closed[day] = manifest.closed
        }
        return sequence > closed[day]![part.step] ?? 0
    }

    /// Without any log the numbers in use stand in the blocks alone.
    private mutating func skipSequences(of days: [Day]) throws(StoreError) {
        for day in days {
            let manifest = try Manifest(schema: schema, day: paths.day(schema.name, day), disk: disk)
            for block in manifest.blocks { nextSequence = max(nextSequence, block.sequence &+ 1) }
        }
    }
}
