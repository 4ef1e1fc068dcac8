import Glibc
import Platform
import Synchronization

/// Every open connection with the time until which something has to happen on it: MHD alone would wait for ever for a
/// client that sends a byte now and then.
final class ConnectionTable: Sendable {
    private struct Entry {
        let socket: Int32
        var deadline: UInt64
    }

    private let entries = Mutex<[UInt: Entry]>([:])

    /// A connection was accepted.
    func add(_ number: UInt, socket: Int32, within nanoseconds: UInt64) {
        entries.withLock { $0[number] = Entry(socket: socket, deadline: Clock.monotonic() &+ nanoseconds) }
    }

    /// The next step has to be done within so many nanoseconds; nil for a step that others watch over.
    func expect(_ number: UInt, within nanoseconds: UInt64?) {
        let deadline = nanoseconds.map { Clock.monotonic() &+ $0 } ?? .max
        entries.withLock { $0[number]?.deadline = deadline }
    }

    /// A connection is about to be closed.
    func remove(_ number: UInt) { entries.withLock { _ = $0.removeValue(forKey: number) } }

    /// How many are open.
    var count: Int { entries.withLock { $0.count } }

    /// Ends the connections whose time is over; MHD finds them ended and closes them. They are in the table until then,
    /// so that no socket is touched that has become another's.
    func endOverdue(now: UInt64) {
        entries.withLock { entries in
            for (number, entry) in entries where entry.deadline <= now {
                shutdown(entry.socket, Int32(SHUT_RDWR))
                entries[number]?.deadline = .max
            }
        }
    }
}
