import Platform
import Synchronization

/// The loops that run, shared by listeners and the runtime.
final class LoopPool: Sendable {
    private let handles = Mutex<[ProxyLoop.Handle]>([])
    private let sessionNumber = Atomic<UInt64>(0)

    var all: [ProxyLoop.Handle] { handles.withLock { $0 } }

    func add(_ handle: ProxyLoop.Handle) { handles.withLock { $0.append(handle) } }

    /// Gives an accepted connection to the loop with the fewest sessions, for the rest of its life.
    func assign(_ number: Int32, _ peer: SocketAddress, _ endpoint: ProxyEndpoint) {
        let session = sessionNumber.add(1, ordering: .relaxed).newValue
        let least = handles.withLock { handles in
            handles.min { $0.sessions.load(ordering: .relaxed) < $1.sessions.load(ordering: .relaxed) }
        }
        guard let least else { preconditionFailure("a listener runs on a loop") }
        least.submit { $0.adopt(number, peer, endpoint, session) }
    }
}
