import Glibc

/// Memory for runs of words, handed out one after the other and given back all at once.
///
/// Large pieces come in huge pages where the system has them: millions of entries would otherwise cost more time in
/// page faults than in work.
struct WordArena: ~Copyable {
    private var pieces: [UnsafeMutableRawPointer] = []
    private var sizes: [Int] = []
    private var next: UnsafeMutablePointer<UInt64>?
    private var remaining = 0
    /// How much memory was taken from the system, in bytes.
    private(set) var bytes = 0

    private static let smallest = 1 << 18
    private static let largest = 1 << 25

    deinit { for (piece, size) in zip(pieces, sizes) { munmap(piece, size) } }

    /// A run of `count` words, not initialized.
    mutating func take(_ count: Int) -> UnsafeMutablePointer<UInt64> {
        if count > remaining { addPiece(atLeast: count * 8) }
        guard let run = next else { preconditionFailure("the arena has no piece") }
        next = run + count
        remaining -= count
        return run
    }

    private mutating func addPiece(atLeast needed: Int) {
        let size = max(needed, min(Self.largest, max(Self.smallest, bytes)))
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let memory = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
            fatalError("out of memory")
        }
        if size >= 1 << 22 { madvise(memory, size, MADV_HUGEPAGE) }
        pieces.append(memory)
        sizes.append(size)
        bytes += size
        next = memory.bindMemory(to: UInt64.self, capacity: size / 8)
        remaining = size / 8
    }
}
