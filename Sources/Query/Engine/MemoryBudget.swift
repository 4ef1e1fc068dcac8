import Synchronization

/// What the groups of a query take of the memory that it may take, over all threads.
final class MemoryBudget: Sendable {
    private let limit: Int
    private let used = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)

    init(limit: Int) { self.limit = limit }

    /// Notes that a part of the query takes more (or, below zero, less).
    func add(_ bytes: Int) { used.wrappingAdd(bytes, ordering: .relaxed) }

    /// Whether more is taken than allowed.
    var isExceeded: Bool { used.load(ordering: .relaxed) > limit }

    /// Whether so much is taken that making room again would soon be in vain.
    var isTight: Bool { used.load(ordering: .relaxed) > limit / 4 * 3 }

    /// Makes every thread give up.
    func stop() { stopped.store(true, ordering: .relaxed) }

    /// Whether a thread found that the memory does not suffice.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// What the user is told.
    var error: QueryError {
        QueryError(
            .memory,
            "the query needs more than \(max(1, limit >> 20)) MB for its groups: narrow the condition or the time, "
                + "ask for fewer columns, or raise --max-memory")
    }
}
