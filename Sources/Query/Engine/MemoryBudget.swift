import Synchronization

/// What the groups and rows of a query take of the memory that it may take, over all threads, and how long it may go
/// on.
final class MemoryBudget: Sendable {
    private let limit: Int
    private let used = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    private let isLate = Atomic<Bool>(false)
    private let deadline: ContinuousClock.Instant?
    private let timeout: Duration?

    init(limit: Int, timeout: Duration? = nil, deadline: ContinuousClock.Instant? = nil) {
        self.limit = limit
        self.timeout = timeout
        self.deadline = deadline
    }

    /// What a plan allows.
    convenience init(plan: QueryPlan) {
        self.init(limit: plan.maxMemory, timeout: plan.timeout, deadline: plan.deadline)
    }

    /// Looks at the clock and tells whether a thread may take another piece of work.
    var mayGoOn: Bool {
        if let deadline, ContinuousClock.now >= deadline {
            isLate.store(true, ordering: .relaxed)
            stop()
        }
        return !isStopped
    }

    /// Notes that a part of the query takes more (or, below zero, less).
    func add(_ bytes: Int) { used.wrappingAdd(bytes, ordering: .relaxed) }

    /// Whether more is taken than allowed.
    var isExceeded: Bool { used.load(ordering: .relaxed) > limit }

    /// Whether so much is taken that making room again would soon be in vain.
    var isTight: Bool { used.load(ordering: .relaxed) > limit / 4 * 3 }

    /// Notes that a part takes more, and makes every thread give up when that is too much.
    func charge(_ bytes: Int) {
        add(bytes)
        if isExceeded { stop() }
    }

    /// Makes every thread give up.
    func stop() { stopped.store(true, ordering: .relaxed) }

    /// Whether a thread found that the memory or the time does not suffice.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// What the user is told.
    var error: QueryError {
        if let timeout, isLate.load(ordering: .relaxed) {
            let milliseconds = timeout / .milliseconds(1)
            return QueryError(
                .timeout,
                "the query was given up after \(Int(milliseconds)) ms: narrow the condition or the time, or raise "
                    + "--timeout")
        }
        return QueryError(
            .memory,
            "the query needs more than \(max(1, limit >> 20)) MB for its groups and rows: narrow the condition or the "
                + "time, ask for fewer columns or rows, or raise --max-memory")
    }
}
