import Platform
import Synchronization

/// The loops that run, shared by listeners and the runtime.
final class LoopPool: Sendable {
    private let handles = Mutex<[ProxyLoop.Handle]>([])
    private let sessionNumber = Atomic<UInt64>(0)

    var all: [ProxyLoop.Handle] { handles.withLock { $0 } }

    /// How many sessions the descriptors suffice for. Some are not for sessions: store, log, commands, listeners.
    private let capacity = {
        let limit = ProcessLimits.raiseDescriptors()
        return (limit - min(64, limit / 2)) / 2
    }()

    /// Whether the descriptors suffice for another session, which takes two.
    var hasRoom: Bool { handles.withLock { $0.reduce(0) { $0 + $1.sessions.load(ordering: .relaxed) } } < capacity }

    func add(_ handle: ProxyLoop.Handle) { handles.withLock { $0.append(handle) } }

    /// Gives an accepted connection to the loop with the fewest sessions, for the rest of its life.
    func assign(_ number: Int32, _ peer: SocketAddress, _ endpoint: ProxyEndpoint) {
        let session = sessionNumber.add(1, ordering: .relaxed).newValue
        let least = handles.withLock { handles in
            handles.min { $0.sessions.load(ordering: .relaxed) < $1.sessions.load(ordering: .relaxed) }
        }
        guard let least else { preconditionFailure("a listener runs on a loop") }
        // Counted here, not when the loop gets to it, so that a burst is spread too.
        least.sessions.add(1, ordering: .relaxed)
        least.submit { $0.adopt(number, peer, endpoint, session) }
    }
}
