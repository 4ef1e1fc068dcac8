import Platform

/// The outcomes of look-ups, for a short time and not too many.
struct VerifierCache {
    private struct Entry {
        let secret: StoredSecret?
        let expires: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]

    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    /// What is known of a user; nil when nothing is. Times are monotonic nanoseconds.
    mutating func secret(of user: String, at now: UInt64) -> StoredSecret?? {
        guard let entry = entries[user] else { return nil }
        guard entry.expires > now else {
            entries[user] = nil
            return nil
        }
        return .some(entry.secret)
    }

    mutating func put(_ secret: StoredSecret?, for user: String, at now: UInt64, lifetime: UInt64) {
        if entries[user] == nil && entries.count >= capacity { makeRoom(at: now) }
        entries[user] = Entry(secret: secret, expires: now + lifetime)
    }

    mutating func remove(_ user: String) { entries[user] = nil }

    /// Forgets what has expired, or else what expires next: failures go before verifiers.
    private mutating func makeRoom(at now: UInt64) {
        entries = entries.filter { $0.value.expires > now }
        guard entries.count >= capacity, let next = entries.min(by: { $0.value.expires < $1.value.expires }) else {
            return
        }
        entries[next.key] = nil
    }
}
