import Synchronization

/// How many requests were answered, by status code.
final class RequestCounters: Sendable {
    private let counts = Mutex<[Int: UInt64]>([:])

    /// Counts an answer.
    func count(_ status: Int) { counts.withLock { $0[status, default: 0] += 1 } }

    /// The counts, by ascending status code.
    var all: [(status: Int, count: UInt64)] {
        counts.withLock { $0.sorted { $0.key < $1.key } }.map { ($0.key, $0.value) }
    }
}
