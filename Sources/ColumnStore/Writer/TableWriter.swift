import Bytes
import Observations

/// Writes one table: rows to open steps in memory, segments to a log, ended steps to blocks.
final class TableWriter {
    let schema: TableSchema
    let paths: StorePaths
    let disk: Disk
    let options: StoreOptions
    let compressor = Compressor()
    private let description: TableDescription
    private var open: [Step: OpenStep] = [:]
    /// The number of the next segment or close.
    private var nextSequence: UInt64
    private var logs: SegmentLogs
    /// What the caller said the time is when it last closed steps.
    private var clock: UInt64 = 0
    /// Whether the last attempt to write ended with a full disk.
    private var isFull = false
    /// The day that is packed anew.
    var repacking: (day: Day, work: DayRepacking)?
    /// Days whose blocks need not be packed anew.
    var packedDays: Set<Day> = []
    private(set) var statistics = StoreStatistics()

    /// Opens the table's directory and takes over what an earlier process left open.
    init(_ schema: TableSchema, paths: StorePaths, disk: Disk, options: StoreOptions) throws(StoreError) {
        self.schema = schema
        self.paths = paths
        self.disk = disk
        self.options = options
        description = TableDescription(schema)
        let recovery = try Recovery(schema, paths: paths, disk: disk)
        nextSequence = recovery.nextSequence
        logs = SegmentLogs(schema.name, description, inherited: recovery.logs, paths: paths, disk: disk)
        for (step, batches) in recovery.rows {
            open[step] = OpenStep(schema, step, openedAt: 0)
            for batch in batches { open[step]!.append(batch) }
            open[step]!.noteFlushed()
        }
        statistics.tornTails = recovery.tornTails
        statistics.damaged = recovery.damage.count
        countOpenRows()
    }

    private func countOpenRows() { statistics.openRows = open.values.reduce(0) { $0 + $1.buffer.count } }

    /// Takes rows into memory; closes steps early when they are too many.
    func append(_ batch: RowBatch) throws(StoreError) {
        guard batch.count > 0, case .unsigned(let times)? = batch.columns[0] else { return }
        for (step, rows) in Step.split(times) { add(batch, to: step, rows: rows) }
        statistics.rows += batch.count
        statistics.openRows += batch.count
        if statistics.openRows > options.openRows { try relieve() }
    }

    private func add(_ batch: RowBatch, to step: Step, rows: [Int]?) {
        open[step, default: OpenStep(schema, step, openedAt: clock)].append(batch, rows: rows)
    }

    /// Writes the rows that are in memory only as one segment; on an error they stay in memory.
    func flush() throws(StoreError) {
        let fresh = open.filter { $0.value.fresh > 0 }.sorted { $0.key < $1.key }
        guard !fresh.isEmpty else { return }
        let payload = Segment.encode(
            fresh.map { ($0.key, $0.value.buffer, $0.value.flushed) }, identity: description.identity,
            IntegerEncoder(effort: .light, compressor: compressor))
        var frame = ByteWriter(capacity: payload.count + Frame.headerSize)
        Frame.write(.segment, sequence: nextSequence, payload: payload, to: &frame)
        try noting {
            () throws(StoreError) in
            try logs.append(frame.bytes, sequence: nextSequence, steps: fresh.lazy.map(\.key))
        }
        nextSequence += 1
        for (step, _) in fresh { open[step]!.noteFlushed() }
        statistics.segments += 1
        statistics.bytes += frame.bytes.count
        countOpenRows()
    }

    /// Closes the steps that ended before a time.
    func closeSteps(before time: UInt64) throws(StoreError) {
        if time != .max { clock = time }
        try close(open.filter { $0.value.mayClose(at: time) }.keys.sorted())
    }

    /// The rows of a step that is open, of which a block of the step has to hold every one; nil when it is not open.
    func openRows(of step: Step) -> RowBuffer? { open[step]?.buffer }

    /// Counts rows that go to blocks without having been open.
    func noteLoaded(_ rows: Int) { statistics.rows += rows }

    private func noting(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        do throws(StoreError) {
            try body()
            isFull = false
        } catch {
            if error.code == .full { isFull = true }
            throw error
        }
    }

    private func close(_ steps: [Step]) throws(StoreError) {
        let integers = IntegerEncoder(effort: .hot, compressor: compressor)
        var blocks: [EncodedBlock] = []
        for step in steps {
            blocks += EncodedBlock.blocks(
                step, SortedRows(open[step]!.buffer), blockRows: options.blockRows, integers)
        }
        try publish(blocks)
    }

    /// Writes blocks that hold every row of their steps; the blocks are in the order of their steps. `note` is told
    /// before which sequence they get.
    func publish(
        _ blocks: [EncodedBlock], noting note: (UInt64) throws(StoreError) -> Void = { _ in }
    ) throws(StoreError) {
        guard !blocks.isEmpty else { return }
        defer { logs.removeFinished() }
        try noting {
            () throws(StoreError) in
            // A close has a number of its own: it takes all rows of its steps, those in no segment too. The log after
            // it is made first, because its name is how a later process learns which numbers are used.
            let sequence = nextSequence
            nextSequence += 1
            try logs.begin(nextSequence)
            try note(sequence)
            var start = 0
            while start < blocks.count {
                let day = blocks[start].step.day
                let end = blocks[start...].firstIndex { $0.step.day != day } ?? blocks.count
                try publish(blocks[start..<end], day: day, sequence: sequence)
                start = end
            }
        }
    }

    private func publish(_ blocks: ArraySlice<EncodedBlock>, day: Day, sequence: UInt64) throws(StoreError) {
        var writer = try DayWriter(schema, day: day, paths: paths, disk: disk)
        for block in blocks { writer.add(block, sequence: sequence) }
        let written = try writer.publish()
        packedDays.remove(day)
        statistics.damaged += writer.damaged
        statistics.blocks += written.blocks
        statistics.bytes += written.bytes
        for block in blocks { forget(block.step) }
        countOpenRows()
    }

    /// Whether a day has blocks of a sequence.
    func hasBlocks(sequence: UInt64, day: Day) throws(StoreError) -> Bool {
        let manifest = try Manifest(schema: schema, day: paths.day(schema.name, day), disk: disk)
        return manifest.blocks.contains { $0.sequence == sequence }
    }

    private func forget(_ step: Step) {
        open[step] = nil
        logs.forget(step)
    }

    /// Brings the rows in memory below the bound: by closing steps, and where the disk is full by dropping the oldest.
    private func relieve() throws(StoreError) {
        do throws(StoreError) {
            if isFull {
                throw StoreError(.full, "\(paths.root) is on a full disk; free space, or shorten the retention")
            }
            let newest = open.keys.max()!
            let steps =
                open[newest]!.buffer.count * 2 > options.openRows
                ? open.keys.sorted() : open.keys.filter { $0 != newest }.sorted()
            try close(steps)
        } catch {
            dropOldest()
            throw error
        }
    }

    /// Drops rows that are not on disk, an eighth of the bound at once, because what is left has to be moved.
    private func dropOldest() {
        var excess = max(statistics.openRows - options.openRows, options.openRows / 8)
        for step in open.keys.sorted() where excess > 0 {
            let dropped = open[step]!.dropOldest(excess)
            if open[step]!.buffer.count == 0 { forget(step) }
            excess -= dropped
            statistics.droppedRows += dropped
            statistics.openRows -= dropped
        }
    }

    /// Removes the days before `day`, those in memory too.
    func removeDays(before day: Day) throws(StoreError) {
        for step in open.keys where step.day < day { forget(step) }
        countOpenRows()
        var isDone = true
        do throws(StoreError) { try removeLogs(before: day) } catch { isDone = false }
        try removeDirectories(before: day)
        // Where the disk is full there may be room now.
        if !isDone { try removeLogs(before: day) }
    }

    /// Removes the logs with rows of days before `day`, lest these rows come back when the blocks that they stand in
    /// are gone. Steps of other days with rows in such a log are closed for that.
    private func removeLogs(before day: Day) throws(StoreError) {
        guard let steps = logs.openSteps(besidesDaysBefore: day) else { return }
        if !steps.isEmpty { return try close(steps.sorted()) }
        nextSequence += 1
        try noting { () throws(StoreError) in try logs.begin(nextSequence) }
        logs.removeFinished()
    }

    private func removeDirectories(before day: Day) throws(StoreError) {
        let directory = paths.table(schema.name)
        for name in try disk.names(in: directory) {
            // What an earlier attempt left over.
            if StorePaths.isRemoved(name) { try disk.removeDirectory("\(directory)/\(name)") }
            guard let found = Day(name: name), found < day else { continue }
            let path = paths.day(schema.name, found)
            let removed = paths.removed(schema.name, found)
            try disk.rename(path, to: removed)
            try disk.removeDirectory(removed)
            statistics.removedDays += 1
        }
    }
}
