public import Observations

/// Loads many rows of one table straight into closed blocks: nothing goes through segments, and blocks are sorted and
/// packed by threads of their own while the caller goes on reading.
///
/// Rows should come in the order of their steps: a step's rows then become one block, as soon as a later step begins.
/// What comes later makes further blocks of its step. Rows are durable, and readers see them, when `commit` returns,
/// and before that a day or some hundred megabytes at once; a process that is killed leaves whole blocks or nothing of
/// them.
/// A loader is used from one thread, and no rows are appended to its table in another way meanwhile.
public final class BulkLoader {
    /// How many bytes of blocks are written at once.
    private static let publishedBytes = 128 << 20
    /// How many rows may wait for the threads before the caller lends a hand.
    private static let waitingRows = 1 << 20

    private let table: TableWriter
    private let pool: EncoderPool
    private var filling: [Step: RowBuffer] = [:]
    private var newest: Step?
    /// Blocks that are packed and not written.
    private var ready: [EncodedBlock] = []
    private var readyBytes = 0
    /// Steps whose open rows are in a block that is not written.
    private var taken: Set<Step> = []
    private var appended = 0
    /// How many of the appended rows, the first ones, are durable.
    public private(set) var committedRows = 0

    init(_ table: TableWriter, threads: Int) {
        self.table = table
        pool = EncoderPool(threads: threads, blockRows: table.options.blockRows)
    }

    /// Takes rows; they may belong to any steps and days.
    /// - Throws: `StoreError` when blocks cannot be written; the rows were taken, and `commit` tries again.
    public func append(_ batch: RowBatch) throws(StoreError) {
        precondition(batch.schema == table.schema, "the loader was made for table \(table.schema.name)")
        guard batch.count > 0, case .unsigned(let times)? = batch.columns[0] else { return }
        for (step, rows) in Step.split(times) { add(batch, to: step, rows: rows) }
        appended += batch.count
        table.noteLoaded(batch.count)
        submitEnded()
        while pool.waitingRows > Self.waitingRows, pool.encodeOne() {}
        collect(pool.takeFinished())
        if readyBytes >= Self.publishedBytes { try publish() }
    }

    /// Writes everything that was appended.
    /// - Throws: `StoreError`; what could not be written stays, and the next call tries again.
    public func commit() throws(StoreError) {
        for step in filling.keys.sorted() { submit(step) }
        try publish()
        committedRows = appended
    }

    /// Writes everything that was appended, as `commit` does, so that a process that is killed in it can find out later
    /// whether it was written.
    /// - Parameter note: Told before which sequence the blocks get, the first day's where there are several; no other
    ///   blocks ever have it. When it throws, nothing is written.
    public func commit(noting note: (UInt64) throws(StoreError) -> Void) throws(StoreError) {
        for step in filling.keys.sorted() { submit(step) }
        try publish(noting: note)
        committedRows = appended
    }

    /// Whether the day that a time lies in has blocks of a sequence.
    public func hasBlocks(sequence: UInt64, time: UInt64) throws(StoreError) -> Bool {
        try table.hasBlocks(sequence: sequence, day: Day(containing: time))
    }

    private func add(_ batch: RowBatch, to step: Step, rows: [Int]?) {
        filling[step, default: RowBuffer(schema: table.schema)].append(batch, rows: rows)
        newest = max(newest ?? step, step)
    }

    /// Hands over the steps before the newest, and those that are full.
    private func submitEnded() {
        for step in filling.keys.sorted() {
            if step != newest || filling[step]!.count >= table.options.blockRows { submit(step) }
        }
    }

    private func submit(_ step: Step) {
        guard var rows = filling.removeValue(forKey: step) else { return }
        if taken.insert(step).inserted, let open = table.openRows(of: step) { rows.append(open) }
        pool.submit(step, rows)
    }

    private func collect(_ blocks: [EncodedBlock]) {
        ready += blocks
        readyBytes += blocks.reduce(0) { $0 + $1.bytes }
    }

    /// Writes what was handed over, a day after the other.
    private func publish(noting note: (UInt64) throws(StoreError) -> Void = { _ in }) throws(StoreError) {
        collect(pool.finish())
        ready.sort { $0.step < $1.step }
        var isFirst = true
        while let day = ready.first?.step.day {
            let end = ready.firstIndex { $0.step.day != day } ?? ready.count
            let today = Array(ready[..<end])
            if isFirst { try table.publish(today, noting: note) } else { try table.publish(today) }
            isFirst = false
            taken = taken.filter { $0.day != day }
            ready.removeSubrange(..<end)
        }
        readyBytes = 0
    }
}
