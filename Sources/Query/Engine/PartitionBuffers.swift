import Glibc

/// Entries of groups, sorted roughly by the hash of their keys, so that each part can be brought together in a table
/// that stays in the processor's cache.
///
/// One thread fills it; when it is done, others empty it, each a partition of its own.
final class PartitionBuffers: @unchecked Sendable {
    /// How many parts there are; the top bits of a hash choose one.
    static let count = 128

    private struct Buffer {
        var words: UnsafeMutablePointer<UInt64>?
        var entries = 0
        var capacity = 0
    }

    private let stride: Int
    private let buffers: UnsafeMutablePointer<Buffer>

    /// Empty buffers for entries of `stride` words.
    init(stride: Int) {
        self.stride = stride
        buffers = .allocate(capacity: Self.count)
        buffers.initialize(repeating: Buffer(), count: Self.count)
    }

    deinit {
        for partition in 0..<Self.count { free(buffers[partition].words) }
        buffers.deallocate()
    }

    /// The part that a hash belongs to.
    @inline(__always)
    static func partition(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 57) }

    /// Appends an entry to a part.
    @inline(__always)
    func append(_ entry: UnsafePointer<UInt64>, to partition: Int) {
        let buffer = buffers + partition
        if buffer.pointee.entries == buffer.pointee.capacity { grow(buffer) }
        let target = buffer.pointee.words.unsafelyUnwrapped + buffer.pointee.entries &* stride
        var word = 0
        while word < stride {
            target[word] = entry[word]
            word &+= 1
        }
        buffer.pointee.entries &+= 1
    }

    @inline(never)
    private func grow(_ buffer: UnsafeMutablePointer<Buffer>) {
        let capacity = max(32, buffer.pointee.capacity * 2)
        // realloc moves large blocks by remapping their pages, without copying.
        guard let memory = realloc(buffer.pointee.words, capacity * stride * 8) else {
            fatalError("out of memory")
        }
        buffer.pointee.words = memory.assumingMemoryBound(to: UInt64.self)
        buffer.pointee.capacity = capacity
    }

    /// How many entries a part has.
    func entryCount(_ partition: Int) -> Int { buffers[partition].entries }

    /// How much memory the entries take, in bytes.
    var bytes: Int { (0..<Self.count).reduce(0) { $0 + buffers[$1].entries } * stride * 8 }

    /// Hands every entry of a part to `body`.
    @inline(__always)
    func forEach(_ partition: Int, _ body: (UnsafePointer<UInt64>) -> Void) {
        guard let words = buffers[partition].words else { return }
        for index in 0..<buffers[partition].entries { body(UnsafePointer(words + index &* stride)) }
    }

    /// Replaces a part by the groups of a table, none of which is larger.
    func replace(_ partition: Int, by table: borrowing GroupTable) {
        buffers[partition].entries = 0
        for index in 0..<table.count { append(table[index], to: partition) }
    }

    /// Gives a part's memory back.
    func remove(_ partition: Int) {
        free(buffers[partition].words)
        buffers[partition] = Buffer()
    }
}
