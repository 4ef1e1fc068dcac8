import Synchronization

/// What the threads that read sources have found.
final class ScanResults: Sendable {
    private let state = Mutex<(threads: [ThreadGroups], statistics: QueryStatistics)>(([], QueryStatistics()))

    /// Adds what one thread found.
    func add(_ groups: ThreadGroups, _ statistics: QueryStatistics) {
        state.withLock { state in
            state.threads.append(groups)
            state.statistics.add(statistics)
        }
    }

    /// What all threads found.
    var all: (threads: [ThreadGroups], statistics: QueryStatistics) { state.withLock { $0 } }
}
