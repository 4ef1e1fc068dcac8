import Platform
import Synchronization

/// A few threads that run jobs in their order; what is too much to wait for is refused.
final class WorkerPool: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var running = 0
        var isStopping = false
    }

    private let state = Mutex(State())
    private let work = Semaphore()
    private let limit: Int
    private let threads: Int

    /// Starts threads.
    init(name: String, threads: Int, waiting limit: Int) throws(SystemError) {
        self.limit = limit
        self.threads = threads
        for number in 0..<threads {
            try Thread(name: "\(name)-\(number)") { [self] in run() }.detach()
        }
    }

    /// Has a job run; false when too many wait already.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isStopping, state.jobs.count + state.running < limit + threads else { return false }
            state.jobs.append(job)
            return true
        }
        if isTaken { work.signal() }
        return isTaken
    }

    /// Lets the threads end, each after the job that it has: one that hangs must not keep the sensor from ending, so
    /// nobody waits for them.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            state.jobs = []
        }
        for _ in 0..<threads { work.signal() }
    }

    private func run() {
        while true {
            work.wait()
            let (job, isStopping) = state.withLock { state in
                // So few wait that moving them up costs nothing.
                let job = state.jobs.isEmpty ? nil : state.jobs.removeFirst()
                if job != nil { state.running += 1 }
                return (job, state.isStopping)
            }
            if let job {
                job()
                state.withLock { $0.running -= 1 }
            }
            if isStopping { return }
        }
    }
}
