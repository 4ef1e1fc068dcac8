/// Sums rows by their keys on one thread: first in a small table that stays in the cache, and from there, when it is
/// full, into partitions that are brought together with those of the other threads at the end.
///
/// Where rows seldom share keys the small table only costs; it is then passed by for a while.
struct Aggregator: ~Copyable {
    /// How many rows are taken at once.
    static let chunkRows = 1024
    /// What the small table holds at first, and after it has seen that it does not suffice.
    private static let tableBytes = (first: 1 << 18, largest: 1 << 22)

    let layout: EntryLayout
    private var buffers: PartitionBuffers
    private let budget: MemoryBudget
    /// The rows at hand as entries: filled by the scanner, then added.
    let chunk: RowChunk
    private var table: GroupTable
    private var tableLimit: Int
    private var rowsSinceFlush = 0
    private var rowsToPassBy = 0
    private var accounted = 0
    private var chunksSinceAccount = 0

    init(layout: EntryLayout, budget: MemoryBudget) {
        self.layout = layout
        self.budget = budget
        buffers = PartitionBuffers(stride: layout.stride)
        tableLimit = max(Self.chunkRows, Self.tableBytes.first / (layout.stride * 8))
        table = GroupTable(
            keyWords: layout.keyWords, stride: layout.stride, capacity: tableLimit + Self.chunkRows)
        chunk = RowChunk(words: Self.chunkRows * layout.stride)
    }

    /// Adds the first `rows` entries of the chunk.
    mutating func addChunk(rows: Int) {
        precondition(rows <= Self.chunkRows)
        if rowsToPassBy > 0 {
            rowsToPassBy -= rows
            scatter(rows)
        } else {
            aggregate(rows)
            rowsSinceFlush += rows
            if table.count >= tableLimit { makeRoom() }
        }
        chunksSinceAccount += 1
        if chunksSinceAccount == 64 { account() }
    }

    private mutating func aggregate(_ rows: Int) {
        if layout.shape != .other {
            aggregateNarrow(rows)
        } else {
            let stride = layout.stride
            for row in 0..<rows {
                let entry = UnsafePointer(chunk.words + row &* stride)
                table.add(entry, hash: layout.hashes(entry).key)
            }
        }
    }

    /// Keys of one word: rows that follow one of equal key, as sorted ones do, need no look-up.
    private mutating func aggregateNarrow(_ rows: Int) {
        let stride = layout.stride
        var entry = UnsafePointer(chunk.words)
        var last = -1
        for row in 0..<rows {
            if row > 0, entry[0] == (entry - stride)[0] {
                table.add(entry, toGroup: last)
            } else {
                last = table.add(entry, hash: layout.hash(entry))
            }
            entry += stride
        }
    }

    private mutating func scatter(_ rows: Int) {
        switch layout.shape {
        case .one(sums: 2): scatter(rows, stride: 3) { $0.hash($1) }
        case .one(sums: 4): scatter(rows, stride: 5) { $0.hash($1) }
        default: scatter(rows, stride: layout.stride) { $0.hashes($1).group }
        }
    }

    @inline(__always)
    private mutating func scatter(
        _ rows: Int, stride: Int, _ hash: (borrowing EntryLayout, UnsafePointer<UInt64>) -> UInt64
    ) {
        var entry = UnsafePointer(chunk.words)
        for _ in 0..<rows {
            buffers.append(entry, to: PartitionBuffers.partition(of: hash(layout, entry)), stride: stride)
            entry += stride
        }
    }

    /// Where the full table did not make rows fewer, empties it and passes it by for a while; else lets it grow as long
    /// as it stays in the cache.
    private mutating func makeRoom() {
        let isWorthwhile = rowsSinceFlush * 4 >= 5 * table.count
        if isWorthwhile, tableLimit * layout.stride * 8 < Self.tableBytes.largest {
            tableLimit *= 4
            return
        }
        flush()
        if !isWorthwhile { rowsToPassBy = 64 * tableLimit }
    }

    /// Moves the small table's groups to the partitions.
    private mutating func flush() {
        for index in 0..<table.count {
            let entry = table[index]
            buffers.append(entry, to: PartitionBuffers.partition(of: layout.hashes(entry).group))
        }
        rowsSinceFlush = 0
        table.removeAll()
    }

    /// Moves what is left to the partitions and hands them out.
    consuming func finish() -> ThreadGroups {
        flush()
        account()
        return ThreadGroups(buffers)
    }

    /// Tells the budget what the partitions take; when it is too much, brings equal keys together, and gives up when
    /// that does not help.
    private mutating func account() {
        chunksSinceAccount = 0
        noteBytes()
        guard budget.isExceeded else { return }
        compact()
        noteBytes()
        if budget.isTight { budget.stop() }
    }

    private mutating func noteBytes() {
        let bytes = buffers.bytes
        budget.add(bytes - accounted)
        accounted = bytes
    }

    private mutating func compact() {
        var compacted = PartitionBuffers(stride: layout.stride)
        var groups = GroupTable(keyWords: layout.keyWords, stride: layout.stride, capacity: 64)
        for partition in 0..<PartitionBuffers.count {
            groups.removeAll()
            buffers.forEach(partition) { groups.add($0, hash: layout.hashes($0).key) }
            for index in 0..<groups.count { compacted.append(groups[index], to: partition) }
        }
        buffers = compacted
    }
}

/// Memory for the rows at hand.
struct RowChunk: ~Copyable {
    let words: UnsafeMutablePointer<UInt64>

    init(words count: Int) { words = .allocate(capacity: count) }

    deinit { words.deallocate() }
}
