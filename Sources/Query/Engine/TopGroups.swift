/// Keeps the first groups in the order asked, in a heap whose root is the last of them.
struct TopGroups {
    /// A group and where it stands.
    struct Candidate {
        /// The sort value, turned so that the largest comes first.
        let value: UInt64
        /// The group's words, in the table of its partition.
        let entry: UnsafePointer<UInt64>
        let partition: Int
        let index: Int
    }

    private let limit: Int
    private let order: KeyOrder
    private var heap: [Candidate] = []

    init(limit: Int, order: KeyOrder) {
        self.limit = limit
        self.order = order
    }

    /// Takes a group in, if it is among the first so far.
    @inline(__always)
    mutating func offer(_ candidate: Candidate) {
        if heap.count < limit {
            heap.append(candidate)
            siftUp()
        } else if candidate.value >= heap[0].value, precedes(candidate, heap[0]) {
            heap[0] = candidate
            siftDown()
        }
    }

    /// Takes in what another thread found.
    mutating func merge(_ other: TopGroups) { for candidate in other.heap { offer(candidate) } }

    /// The groups in their order.
    var sorted: [Candidate] { heap.sorted { precedes($0, $1) } }

    private func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
        a.value != b.value ? a.value > b.value : order.precedes(a.entry, b.entry)
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
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[last], heap[child]) { last = child }
            }
            if last == parent { return }
            heap.swapAt(last, parent)
            parent = last
        }
    }
}
