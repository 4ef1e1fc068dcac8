import Glibc
import Platform
import Synchronization

/// Accepts the connections of one listening address and gives them to the least loaded loop.
final class Listener: EventHandler {
    private static let acceptsPerRound = 64
    private static let pause: UInt64 = 100_000_000

    private let socket: Socket
    private let endpoint: ProxyEndpoint
    private let pool: LoopPool
    private var registration: EventLoop.Registration?

    init(_ socket: consuming Socket, _ endpoint: ProxyEndpoint, _ pool: LoopPool) {
        self.socket = socket
        self.endpoint = endpoint
        self.pool = pool
    }

    /// The socket's number and the address that it got.
    var number: Int32 { socket.number }
    var address: SocketAddress? { socket.localAddress }

    func start(_ loop: EventLoop) throws(SystemError) {
        registration = try loop.register(socket.number, for: .readable, handler: self)
        self.loop = loop
    }

    private unowned var loop: EventLoop!

    func handle(_ events: EventSet, tag: Int) {
        do throws(SystemError) {
            for _ in 0..<Self.acceptsPerRound {
                guard pool.canAccept else { throw SystemError(code: EMFILE, operation: "accept") }
                guard let connection = try socket.accept() else { return }
                let peer = connection.peer
                let number = connection.release()
                endpoint.accepted.add(1, ordering: .relaxed)
                pool.assign(number, peer, endpoint)
            }
        } catch {
            rest(error)
        }
    }

    /// Descriptors or memory are exhausted: the sessions that are there go on, and new ones wait in the kernel's queue.
    private func rest(_ error: SystemError) {
        guard let registration else { return }
        Log.shared.limited("accept", every: 10).error(
            "accepting pauses",
            ["proxy": endpoint.settings.name, "reason": error.reason])
        loop.modify(registration, socket.number, for: [])
        loop.schedule(after: Self.pause) { [weak self] in
            guard let self, let registration = self.registration else { return }
            loop.modify(registration, socket.number, for: .readable)
        }
    }

    func stop() {
        if let registration { loop.remove(registration, socket.number) }
        registration = nil
    }
}
