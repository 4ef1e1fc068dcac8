import Synchronization

/// How many sessions there are of each kind, shared by the loops. As large as there are sessions, no larger.
final class Population<Key: Hashable & Sendable>: Sendable {
    private let counts = Mutex<[Key: Int]>([:])

    /// Counts one more.
    func enter(_ key: Key) { counts.withLock { $0[key, default: 0] += 1 } }

    /// How many there are of a kind.
    subscript(key: Key) -> Int { counts.withLock { $0[key] ?? 0 } }

    /// Counts one that entered less.
    func leave(_ key: Key) {
        counts.withLock { counts in
            guard let count = counts[key] else { return }
            counts[key] = count > 1 ? count - 1 : nil
        }
    }
}
