/// Keeps the first groups in the order asked, each a copy of its words and its figures, in a heap whose root is the
/// last of them.
struct TopGroups {
    private struct Candidate {
        /// The sort value, turned so that the largest comes first.
        var value: UInt64
        /// Which part of the storage has the words.
        var slot: Int
    }

    private let limit: Int
    private let order: KeyOrder
    private let words: Int
    private let figures: Int
    private var heap: [Candidate] = []
    private var storage: [UInt64] = []

    /// Room for `limit` groups of `words` words and `figures` figures.
    init(limit: Int, order: KeyOrder, words: Int, figures: Int) {
        self.limit = limit
        self.order = order
        self.words = words
        self.figures = figures
    }

    /// How much memory the groups take, in bytes.
    var bytes: Int { (storage.count + heap.count * 2) * 8 }

    /// How many groups there are.
    var count: Int { heap.count }

    /// Calls `body` with the words of each group, in no order.
    func forEachUnordered(_ body: (_ entry: UnsafePointer<UInt64>) -> Void) {
        storage.withUnsafeBufferPointer { storage in
            guard let base = storage.baseAddress else { return }
            for candidate in heap { body(base + candidate.slot * (words + figures)) }
        }
    }

    /// Whether a group is among the first of those seen so far.
    @inline(__always)
    func accepts(_ value: UInt64, _ entry: UnsafePointer<UInt64>) -> Bool {
        guard heap.count == limit else { return true }
        if value != heap[0].value { return value > heap[0].value }
        return storage.withUnsafeBufferPointer { storage in
            order.precedes(entry, storage.baseAddress.unsafelyUnwrapped + heap[0].slot * (words + figures))
        }
    }

    /// Takes in a group that was accepted, instead of the last one when there is no room.
    mutating func insert(_ value: UInt64, _ entry: UnsafePointer<UInt64>, _ figures: [UInt64]) {
        precondition(figures.count == self.figures)
        if heap.count < limit {
            heap.append(Candidate(value: value, slot: heap.count))
            storage.append(contentsOf: UnsafeBufferPointer(start: entry, count: words))
            storage.append(contentsOf: figures)
            siftUp()
        } else {
            heap[0].value = value
            let start = heap[0].slot * (words + self.figures)
            for word in 0..<words { storage[start + word] = entry[word] }
            for (index, figure) in figures.enumerated() { storage[start + words + index] = figure }
            siftDown()
        }
    }

    /// Takes in what another thread found.
    mutating func merge(_ other: TopGroups) {
        for candidate in other.heap {
            let start = candidate.slot * (words + figures)
            other.storage.withUnsafeBufferPointer { storage in
                let entry = storage.baseAddress.unsafelyUnwrapped + start
                guard accepts(candidate.value, entry) else { return }
                insert(candidate.value, entry, Array(storage[start + words..<start + words + figures]))
            }
        }
    }

    /// Calls `body` with the words and the figures of each group, in their order.
    func forEach(_ body: (_ entry: UnsafePointer<UInt64>, _ figures: [UInt64]) -> Void) {
        storage.withUnsafeBufferPointer { storage in
            guard let base = storage.baseAddress else { return }
            for candidate in heap.sorted(by: { precedes($0, $1) }) {
                let start = candidate.slot * (words + figures)
                body(base + start, Array(storage[start + words..<start + words + figures]))
            }
        }
    }

    private func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
        if a.value != b.value { return a.value > b.value }
        return storage.withUnsafeBufferPointer { storage in
            let base = storage.baseAddress.unsafelyUnwrapped
            return order.precedes(base + a.slot * (words + figures), base + b.slot * (words + figures))
        }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(heap[parent], heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var last = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(heap[last], heap[child])
            {
                last = child
            }
            if last == parent { return }
            heap.swapAt(last, parent)
            parent = last
        }
    }
}
