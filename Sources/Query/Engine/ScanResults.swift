import Synchronization

/// What the threads that read sources have found.
final class ScanResults: Sendable {
    private let state = Mutex<(buffers: [PartitionBuffers], statistics: QueryStatistics)>(([], QueryStatistics()))

    /// Adds what one thread found.
    func add(_ buffers: PartitionBuffers, _ statistics: QueryStatistics) {
        state.withLock { state in
            state.buffers.append(buffers)
            state.statistics.add(statistics)
        }
    }

    /// What all threads found.
    var all: (buffers: [PartitionBuffers], statistics: QueryStatistics) { state.withLock { $0 } }
}
