/// Sums rows by their keys on one thread: first in a small table that stays in the cache, and from there, when it is
/// full, into partitions that are brought together with those of the other threads at the end.
///
/// Where rows seldom share keys the small table only costs; it is then passed by for a while.
struct Aggregator: ~Copyable {
    /// How many rows are taken at once.
    static let chunkRows = 1024
    private static let tableBytes = 1 << 18

    let layout: EntryLayout
    let buffers: PartitionBuffers
    private let budget: MemoryBudget
    /// The rows at hand as entries: filled by the scanner, then added.
    let chunk: UnsafeMutablePointer<UInt64>
    private var table: GroupTable
    private let tableLimit: Int
    private var rowsSinceFlush = 0
    private var rowsToPassBy = 0
    private var accounted = 0
    private var chunksSinceAccount = 0

    init(layout: EntryLayout, budget: MemoryBudget) {
        self.layout = layout
        self.budget = budget
        buffers = PartitionBuffers(stride: layout.stride)
        tableLimit = max(Self.chunkRows, Self.tableBytes / (layout.stride * 8))
        table = GroupTable(
            keyWords: layout.keyWords, stride: layout.stride, capacity: tableLimit + Self.chunkRows)
        chunk = .allocate(capacity: Self.chunkRows * layout.stride)
    }

    deinit { chunk.deallocate() }

    /// Adds the first `rows` entries of the chunk.
    mutating func addChunk(rows: Int) {
        precondition(rows <= Self.chunkRows)
        if rowsToPassBy > 0 {
            rowsToPassBy -= rows
            scatter(rows)
        } else {
            aggregate(rows)
            rowsSinceFlush += rows
            if table.count >= tableLimit { flush(isFull: true) }
        }
        chunksSinceAccount += 1
        if chunksSinceAccount == 64 { account() }
    }

    private mutating func aggregate(_ rows: Int) {
        let stride = layout.stride
        for row in 0..<rows {
            let entry = UnsafePointer(chunk + row &* stride)
            table.add(entry, hash: layout.hashes(entry).key)
        }
    }

    private func scatter(_ rows: Int) {
        let stride = layout.stride
        for row in 0..<rows {
            let entry = UnsafePointer(chunk + row &* stride)
            buffers.append(entry, to: PartitionBuffers.partition(of: layout.hashes(entry).group))
        }
    }

    /// Moves the small table's groups to the partitions.
    private mutating func flush(isFull: Bool) {
        for index in 0..<table.count {
            let entry = table[index]
            buffers.append(entry, to: PartitionBuffers.partition(of: layout.hashes(entry).group))
        }
        if isFull && rowsSinceFlush < 2 * table.count { rowsToPassBy = 64 * tableLimit }
        rowsSinceFlush = 0
        table.removeAll()
    }

    /// Moves what is left to the partitions.
    mutating func finish() {
        flush(isFull: false)
        account()
    }

    /// Tells the budget what the partitions take; when it is too much, brings equal keys together, and gives up when that
    /// does not help.
    private mutating func account() {
        chunksSinceAccount = 0
        noteBytes()
        guard budget.isExceeded else { return }
        for partition in 0..<PartitionBuffers.count { compact(partition) }
        noteBytes()
        if budget.isTight { budget.stop() }
    }

    private mutating func noteBytes() {
        let bytes = buffers.bytes
        budget.add(bytes - accounted)
        accounted = bytes
    }

    private func compact(_ partition: Int) {
        var groups = GroupTable(
            keyWords: layout.keyWords, stride: layout.stride, capacity: buffers.entryCount(partition) / 4)
        buffers.forEach(partition) { groups.add($0, hash: layout.hashes($0).key) }
        buffers.replace(partition, by: groups)
    }
}
