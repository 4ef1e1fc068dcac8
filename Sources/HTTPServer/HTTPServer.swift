import Glibc
public import Platform
import Synchronization

/// Why a server cannot start.
public struct HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// An HTTP server on any number of addresses, each with a thread that polls its connections; answers are made by
/// workers, so that a slow one delays nobody else.
public final class HTTPServer: Sendable {
    private struct State {
        var daemons: [Daemon] = []
        var watch: Thread?
        var unixPaths: [String] = []
    }

    private let core: HTTPServerCore
    /// Daemons are only made and let go under the lock; MHD's own threads do not look at them.
    private let state: Mutex<State>
    private let wake = Semaphore()
    /// Where it listens, with the ports that it really got.
    public let addresses: [SocketAddress]

    /// Listens and serves. A Unix socket is open to the user alone.
    /// - Throws: `SystemError` when an address cannot be listened on, `HTTPServerError` when TLS cannot be had.
    public init(
        on addresses: [SocketAddress], _ handler: any HTTPHandler, _ options: HTTPServerOptions = HTTPServerOptions()
    ) throws {
        core = try HTTPServerCore(handler, options)
        var state = State()
        var bound: [SocketAddress] = []
        for address in addresses {
            // A name with two addresses gets the same port on both.
            let socket = try Socket.listen(on: address, permissions: 0o600)
            bound.append(socket.localAddress ?? address)
            state.daemons.append(try Daemon(socket, core))
            if case .unix(let path) = address { state.unixPaths.append(path) }
        }
        self.addresses = bound
        self.state = Mutex(State())
        let (core, wake) = (core, wake)
        let pause = max(10_000_000, min(1_000_000_000, options.headerTimeout / 4, options.requestTimeout / 4))
        state.watch = try Thread(name: "http-watch") {
            while !core.isStopping {
                core.enforceTimeouts()
                wake.wait(atMost: pause)
            }
        }
        let made = SendableState(state: state)
        self.state.withLock { $0 = made.state }
    }

    /// Carries what was made into the lock.
    private struct SendableState: @unchecked Sendable {
        // Nobody else has it.
        let state: State
    }

    /// Connections that are open.
    public var connections: Int { core.connections.count }

    /// Waits a moment for what runs, and ends. Streams end, too.
    public func stop() {
        core.drain()
        wake.signal()
        let last = state.withLock { state in
            let last = SendableState(state: state)
            state = State()
            return last
        }
        last.state.watch?.join()
        for path in last.state.unixPaths { _ = unlink(path) }
    }
}
