import Synchronization
import TLS

/// The keys of the backends behind a proxy's sessions (BackendKeyData): which session a cancel request means.
///
/// Two servers behind one name may have backends of the same number, so a number has several entries, and the key
/// decides.
final class CancelKeys: Sendable {
    /// A session that can be cancelled.
    struct Entry {
        let key: [UInt8]
        let session: UInt64
        let loop: ProxyLoop.Handle
    }

    private let entries = Mutex<[UInt32: [Entry]]>([:])

    /// Notes the key of a session's backend.
    func add(_ processID: UInt32, _ entry: Entry) {
        entries.withLock { $0[processID, default: []].append(entry) }
    }

    /// Forgets the key of a session that ended.
    func remove(_ processID: UInt32, session: UInt64) {
        entries.withLock { entries in
            entries[processID]?.removeAll { $0.session == session }
            if entries[processID]?.isEmpty == true { entries[processID] = nil }
        }
    }

    /// The session whose backend has this number and key, which are compared in constant time.
    func find(_ processID: UInt32, _ key: [UInt8]) -> Entry? {
        entries.withLock { entries in
            var found: Entry?
            for entry in entries[processID] ?? [] where Digest.areEqual(entry.key, key) { found = entry }
            return found
        }
    }
}
