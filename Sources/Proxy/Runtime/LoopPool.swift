import Platform
import Synchronization

/// The loops that run, shared by listeners and the runtime.
final class LoopPool: Sendable {
    private let handles = Mutex<[ProxyLoop.Handle]>([])
    private let sessionNumber = Atomic<UInt64>(0)

    var all: [ProxyLoop.Handle] { handles.withLock { $0 } }

    /// Descriptors that are not for sessions: store, log, commands, listeners.
    private static let reserve = 96

    /// How many sessions the descriptors suffice for, at two each.
    private let capacity: Int
    /// Clients that are only told that there is no room; each takes one descriptor of the reserve.
    private let mostRefused: Int

    init() {
        let limit = ProcessLimits.raiseDescriptors()
        let reserve = min(Self.reserve, limit / 2)
        capacity = (limit - reserve) / 2
        mostRefused = reserve / 4
    }

    private var sessions: Int { handles.withLock { $0.reduce(0) { $0 + $1.sessions.load(ordering: .relaxed) } } }

    /// Whether another client can be accepted, be it only to be told that there is no room.
    var canAccept: Bool { sessions < capacity + mostRefused }

    func add(_ handle: ProxyLoop.Handle) { handles.withLock { $0.append(handle) } }

    /// Gives an accepted connection to the loop with the fewest sessions, for the rest of its life.
    func assign(_ number: Int32, _ peer: SocketAddress, _ endpoint: ProxyEndpoint) {
        let session = sessionNumber.add(1, ordering: .relaxed).newValue
        let least = handles.withLock { handles in
            handles.min { $0.sessions.load(ordering: .relaxed) < $1.sessions.load(ordering: .relaxed) }
        }
        guard let least else { preconditionFailure("a listener runs on a loop") }
        let isBeyondCapacity = sessions >= capacity
        // Counted here, not when the loop gets to it, so that a burst is spread too.
        least.sessions.add(1, ordering: .relaxed)
        least.submit { $0.adopt(number, peer, endpoint, session, isBeyondCapacity: isBeyondCapacity) }
    }
}
