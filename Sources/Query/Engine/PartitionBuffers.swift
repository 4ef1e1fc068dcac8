/// Entries of groups, sorted roughly by the hash of their keys, so that each part can be brought together in a table
/// that stays in the processor's cache.
///
/// Filled by one thread; other threads read it only after that one has ended, hence sendable.
struct PartitionBuffers: ~Copyable, @unchecked Sendable {
    /// How many parts there are; the top bits of a hash choose one.
    static let count = 128

    /// A run of entries of one part; each run is larger than the one before, up to a limit.
    private struct Run {
        let words: UnsafeMutablePointer<UInt64>
        let entries: Int
    }

    /// Where the next entry of a part goes.
    private struct Tail {
        var next: UnsafeMutablePointer<UInt64>?
        var free = 0
    }

    private static let largestRun = 1024

    private let stride: Int
    private var arena = WordArena()
    private let tails: UnsafeMutablePointer<Tail>
    private var runs = [[Run]](repeating: [], count: Self.count)

    /// Empty buffers for entries of `stride` words.
    init(stride: Int) {
        self.stride = stride
        tails = .allocate(capacity: Self.count)
        tails.initialize(repeating: Tail(), count: Self.count)
    }

    deinit { tails.deallocate() }

    /// The part that a hash belongs to.
    @inline(__always)
    static func partition(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 57) }

    /// Appends an entry to a part.
    @inline(__always)
    mutating func append(_ entry: UnsafePointer<UInt64>, to partition: Int) {
        append(entry, to: partition, stride: stride)
    }

    /// The same, where the caller knows how long entries are.
    @inline(__always)
    mutating func append(_ entry: UnsafePointer<UInt64>, to partition: Int, stride: Int) {
        let tail = tails + partition
        if tail.pointee.free == 0 { addRun(partition) }
        let target = tail.pointee.next.unsafelyUnwrapped
        var word = 0
        while word < stride {
            target[word] = entry[word]
            word &+= 1
        }
        tail.pointee.next = target + stride
        tail.pointee.free &-= 1
    }

    @inline(never)
    private mutating func addRun(_ partition: Int) {
        let entries = min(Self.largestRun, 16 << min(6, 2 * runs[partition].count))
        let words = arena.take(entries * stride)
        runs[partition].append(Run(words: words, entries: entries))
        tails[partition] = Tail(next: words, free: entries)
    }

    /// How many entries a part has.
    func entryCount(_ partition: Int) -> Int {
        runs[partition].reduce(0) { $0 + $1.entries } - tails[partition].free
    }

    /// How many entries there are.
    var entryCount: Int { (0..<Self.count).reduce(0) { $0 + entryCount($1) } }

    /// How much memory the entries take, in bytes.
    var bytes: Int { arena.bytes }

    /// Hands every entry of a part to `body`.
    @inline(__always)
    func forEach(_ partition: Int, _ body: (UnsafePointer<UInt64>) -> Void) {
        let last = runs[partition].count - 1
        for (index, run) in runs[partition].enumerated() {
            let entries = index == last ? run.entries - tails[partition].free : run.entries
            for entry in 0..<entries { body(UnsafePointer(run.words + entry &* stride)) }
        }
    }
}
