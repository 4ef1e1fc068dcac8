/// What the trackers of one thread have in common: attempts that failed, in the order in which that was found out, and
/// the limits of memory.
final class ProbePool {
    /// How many attempts may wait for an answer; others are not looked at.
    static let pendingLimit = 1 << 16
    /// How many attempts of the last seconds are kept in order, those answered included.
    static let queueLimit = 1 << 20
    /// How many failed attempts may wait to be taken.
    private static let failedLimit = 1 << 16

    /// What failed and was not taken yet.
    private(set) var failed: [FailedProbe] = []
    /// Attempts that were not looked at or kept, because they were too many.
    private(set) var lost: UInt64 = 0
    /// How many wait for an answer.
    var pending = 0
    /// How many are kept in order.
    var queued = 0

    /// Whether no more can wait for an answer.
    var isFull: Bool { pending >= Self.pendingLimit || queued >= Self.queueLimit }

    /// Whether one more may wait for an answer; it is lost otherwise.
    func admits() -> Bool {
        if isFull { lost += 1 }
        return !isFull
    }

    func fail(_ probe: FailedProbe) {
        guard failed.count < Self.failedLimit else {
            lost += 1
            return
        }
        failed.append(probe)
    }

    /// Gives what failed away.
    func takeFailed() -> [FailedProbe] {
        let taken = failed
        failed = []
        return taken
    }
}
