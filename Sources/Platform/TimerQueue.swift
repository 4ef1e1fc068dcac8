/// One-shot timers in a binary heap by deadline.
public struct TimerQueue {
    /// Names a timer, so that it can be cancelled.
    public struct Token: Hashable, Sendable {
        let number: UInt64
    }

    private struct Entry {
        let deadline: UInt64
        let token: Token
    }

    /// Its first entry is never a cancelled one, so that a look at the next deadline costs no look-up.
    private var heap: [Entry] = []
    private var actions: [Token: () -> Void] = [:]
    private var nextNumber: UInt64 = 0

    /// Adds a timer that is due at a monotonic time in nanoseconds.
    mutating func add(deadline: UInt64, _ action: @escaping () -> Void) -> Token {
        let token = Token(number: nextNumber)
        nextNumber += 1
        actions[token] = action
        heap.append(Entry(deadline: deadline, token: token))
        siftUp(heap.count - 1)
        return token
    }

    /// Forgets a timer. Its heap entry stays until it is the first, or until such entries are the majority.
    mutating func cancel(_ token: Token) {
        guard actions.removeValue(forKey: token) != nil else { return }
        if heap.count > 64 && heap.count > 2 * actions.count { rebuild() }
        removeCancelled()
    }

    /// Milliseconds to wait until the next timer, rounded up; -1 when there is none.
    func timeout(_ now: UInt64) -> Int32 {
        guard let first = heap.first else { return -1 }
        return first.deadline <= now ? 0 : Int32(clamping: (first.deadline - now + 999_999) / 1_000_000)
    }

    /// Removes and returns the action of a timer that is due, or nil.
    mutating func due(_ now: UInt64) -> (() -> Void)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        removeFirst()
        removeCancelled()
        return actions.removeValue(forKey: first.token)
    }

    /// Removes the first entries as long as they were cancelled.
    private mutating func removeCancelled() {
        while let first = heap.first, actions[first.token] == nil { removeFirst() }
    }

    private mutating func rebuild() {
        heap = heap.filter { actions[$0.token] != nil }.sorted { $0.deadline < $1.deadline }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown()
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && heap[right].deadline < heap[left].deadline ? right : left
            guard heap[child].deadline < heap[parent].deadline else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
