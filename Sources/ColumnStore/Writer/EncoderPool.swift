import Platform
import Synchronization

/// Threads that sort rows and pack them to blocks.
final class EncoderPool {
    private struct Job: Sendable {
        let step: Step
        let rows: RowBuffer
    }

    private struct State {
        var waiting: [Job] = []
        var waitingRows = 0
        var running = 0
        var finished: [EncodedBlock] = []
        var isStopping = false
    }

    /// What the threads share; it outlives the pool until they have ended.
    private final class Shared: Sendable {
        let state = Mutex(State())
        let work = Semaphore()
        let done = Semaphore()
        let blockRows: Int

        init(blockRows: Int) { self.blockRows = blockRows }

        /// Packs the first rows that wait; tells whether there were any.
        func encodeOne(_ compressor: Compressor) -> Bool {
            let job = state.withLock { state -> Job? in
                guard !state.waiting.isEmpty else { return nil }
                state.running += 1
                let job = state.waiting.removeFirst()
                state.waitingRows -= job.rows.count
                return job
            }
            guard let job else { return false }
            let blocks = EncodedBlock.blocks(
                job.step, SortedRows(job.rows), blockRows: blockRows,
                IntegerEncoder(effort: .hot, compressor: compressor))
            state.withLock { state in
                state.finished += blocks
                state.running -= 1
            }
            done.signal()
            return true
        }

        func work(_ compressor: Compressor) {
            while true {
                work.wait()
                if state.withLock({ $0.isStopping }) { return }
                _ = encodeOne(compressor)
            }
        }
    }

    private let shared: Shared
    private let compressor = Compressor()
    private var threads: [Thread] = []

    /// Starts threads; where the system gives none, the caller does the work.
    init(threads count: Int, blockRows: Int) {
        shared = Shared(blockRows: blockRows)
        for _ in 0..<max(0, count) {
            let thread = try? Thread(name: "encoder") { [shared] in shared.work(Compressor()) }
            if let thread { threads.append(thread) }
        }
    }

    deinit {
        shared.state.withLock { $0.isStopping = true }
        for _ in threads { shared.work.signal() }
        for thread in threads { thread.join() }
    }

    /// How many rows no thread has taken yet.
    var waitingRows: Int { shared.state.withLock { $0.waitingRows } }

    /// Has the rows of a step packed.
    func submit(_ step: Step, _ rows: RowBuffer) {
        shared.state.withLock { state in
            state.waiting.append(Job(step: step, rows: rows))
            state.waitingRows += rows.count
        }
        shared.work.signal()
    }

    /// Packs rows that wait on the caller's thread; tells whether there were any.
    func encodeOne() -> Bool { shared.encodeOne(compressor) }

    /// The blocks that are ready.
    func takeFinished() -> [EncodedBlock] {
        shared.state.withLock { state in
            defer { state.finished = [] }
            return state.finished
        }
    }

    /// Waits until all rows are packed, and helps.
    func finish() -> [EncodedBlock] {
        while encodeOne() {}
        while shared.state.withLock({ $0.running > 0 }) { shared.done.wait() }
        return takeFinished()
    }
}
