import Glibc
import Observations
public import Platform
import Synchronization

/// All proxies of a sensor with the event loops that serve them.
public final class ProxyRuntime: Sendable {
    /// What a proxy is doing.
    public struct Status: Sendable {
        /// The proxy's name.
        public let name: String
        /// Where it listens, with the ports that it really got.
        public let listen: [SocketAddress]
        /// The server behind it.
        public let upstream: String
        /// How much of each statement is kept.
        public let capture: CaptureLevel
        /// Sessions that are open.
        public let sessions: Int
        /// Connections since the start.
        public let accepted: Int
        /// Connections that were refused.
        public let failed: Int
    }

    private struct State {
        var threads: [Thread] = []
        var listeners: [ListenerReference] = []
        var addresses: [[SocketAddress]] = []
    }

    /// Listeners live on the first loop; they are only touched there.
    private struct ListenerReference: @unchecked Sendable {
        let listener: Listener
    }

    private static let mostLoops = 4
    private static let busyLoad = 700

    private let endpoints: [ProxyEndpoint]
    private let pool = LoopPool()
    private let state = Mutex(State())
    private let shapeKey: UInt64
    private let sink: any ObservationSink
    private let watched = Atomic<Bool>(false)

    /// Proxies that do not listen yet.
    /// - Parameters:
    ///   - shapeKey: the store's secret that keys shapes.
    ///   - sink: where observations go.
    public init(_ proxies: [ProxyOptions], shapeKey: UInt64, sink: any ObservationSink) {
        endpoints = proxies.map(ProxyEndpoint.init)
        self.shapeKey = shapeKey
        self.sink = sink
    }

    /// Listens and serves, with `loops` event loops (1 when nil, and a second when the first is busy). Sockets of
    /// `inherited` that listen already are gone on with.
    /// - Throws: `SystemError` when an address cannot be listened on; nothing listens then.
    public func start(loops: Int?, inherited: InheritedSockets? = nil) throws(SystemError) {
        var listening: [ListenerReference] = []
        var addresses: [[SocketAddress]] = []
        for endpoint in endpoints {
            var own: [SocketAddress] = []
            for address in endpoint.settings.listen {
                let listener: Listener
                if let socket = inherited?.claim(address) {
                    listener = Listener(socket, endpoint, pool)
                } else if let socket = try Self.listen(on: address, endpoint.settings) {
                    listener = Listener(socket, endpoint, pool)
                } else {
                    continue
                }
                own.append(listener.address ?? address)
                listening.append(ListenerReference(listener: listener))
            }
            addresses.append(own)
        }
        for _ in 0..<max(1, loops ?? 1) { try startLoop() }
        state.withLock {
            $0.listeners = listening
            $0.addresses = addresses
        }
        for reference in listening {
            pool.all[0].submit { loop in
                do {
                    try reference.listener.start(loop.events)
                } catch {
                    Log.shared.error("cannot accept connections", ["reason": "\(error)"])
                }
            }
        }
    }

    /// Listens on an address; nil when this machine lacks it, such as ::1 without IPv6, and the name has another.
    private static func listen(on address: SocketAddress, _ options: ProxyOptions) throws(SystemError) -> Socket? {
        do throws(SystemError) {
            // As PostgreSQL's own sockets: the server behind it decides who may log in.
            return try Socket.listen(on: address, permissions: 0o777)
        } catch {
            let isMissing = error.code == EADDRNOTAVAIL || error.code == EAFNOSUPPORT
            guard isMissing, options.dispensable.contains(address) else { throw error }
            Log.shared.warning("not listening", ["proxy": options.name, "reason": "\(error)"])
            return nil
        }
    }

    private func startLoop() throws(SystemError) {
        let number = pool.all.count
        let ready = Handoff<Result<ProxyLoop.Handle, SystemError>>()
        let (shapeKey, sink, isWatched) = (shapeKey, sink, watched.load(ordering: .relaxed))
        let thread = try Thread(name: "loop-\(number)") {
            do throws(SystemError) {
                let loop = try ProxyLoop(shapeKey: shapeKey, sink: sink)
                loop.observer.isWatched = isWatched
                ready.give(.success(loop.handle))
                loop.run()
            } catch {
                ready.give(.failure(error))
            }
        }
        switch ready.wait() {
        case .success(let handle): pool.add(handle)
        case .failure(let error): throw error
        }
        state.withLock { $0.threads.append(thread) }
    }

    /// Adds a loop when every loop is busy; called about once a second while the number of loops is not set.
    public func adaptLoops() {
        let loops = pool.all
        guard loops.count < min(Self.mostLoops, ProcessLimits.processors),
            loops.allSatisfy({ $0.load.load(ordering: .relaxed) > Self.busyLoad })
        else { return }
        do {
            try startLoop()
            Log.shared.info("added an event loop", ["loops": "\(loops.count + 1)"])
        } catch {
            Log.shared.warning("cannot add an event loop", ["reason": "\(error)"])
        }
    }

    /// Stops accepting, and has every session end as soon as its running statements have; `openSessions` says when all
    /// have ended. With `keepsListening` clients wait in the kernel's queue for who takes the sockets over.
    public func drain(keepsListening: Bool) {
        let listeners = state.withLock { $0.listeners }
        guard let first = pool.all.first else { return }
        first.submit { [self] _ in
            for reference in listeners { reference.listener.stop() }
            if !keepsListening { state.withLock { $0.listeners = [] } }
        }
        for loop in pool.all { loop.submit { $0.drain() } }
    }

    /// Sessions that are open, of all proxies.
    public var openSessions: Int { endpoints.reduce(0) { $0 + $1.sessions.load(ordering: .relaxed) } }

    /// The descriptors of the listening sockets.
    public var listeningDescriptors: [Int32] { state.withLock { $0.listeners.map(\.listener.number) } }

    /// Closes listeners (unless `keepsListening`) and sessions, hands over what is left, and waits for the threads.
    public func stop(keepsListening: Bool = false) {
        let (threads, listeners) = state.withLock { state in
            defer { state.threads = [] }
            return (state.threads, state.listeners)
        }
        guard let first = pool.all.first else { return }
        first.submit { _ in for reference in listeners { reference.listener.stop() } }
        for loop in pool.all { loop.submit { $0.stop() } }
        for thread in threads { thread.join() }
        if !keepsListening { state.withLock { $0.listeners = [] } }
    }

    /// Has every loop hand over what it observed so far, then calls `done` on one of their threads.
    public func handOver(_ done: @escaping @Sendable () -> Void) {
        let loops = pool.all
        let left = Countdown(loops.count)
        for loop in loops {
            loop.submit { loop in
                loop.handOver()
                if left.decrement() { done() }
            }
        }
    }

    /// Whether statements are reported as they happen, not only counted.
    public func setWatched(_ isWatched: Bool) {
        watched.store(isWatched, ordering: .relaxed)
        for loop in pool.all { loop.submit { $0.observer.isWatched = isWatched } }
    }

    /// Applies settings that may change while the sensor runs, by the proxies' names. Sessions that are open follow the
    /// capture level and keep the rest.
    public func update(_ proxies: [ProxyOptions]) {
        for endpoint in endpoints {
            guard var changed = proxies.first(where: { $0.name == endpoint.settings.name }) else { continue }
            let current = endpoint.settings
            (changed.listen, changed.scram) = (current.listen, current.scram)
            let level = changed.capture
            endpoint.update(changed)
            for loop in pool.all { loop.submit { $0.capture(level, endpoint) } }
        }
    }

    /// What the proxies are doing.
    public var status: [Status] {
        let addresses = state.withLock { $0.addresses }
        return endpoints.enumerated().map { index, endpoint in
            let settings = endpoint.settings
            return Status(
                name: settings.name, listen: index < addresses.count ? addresses[index] : settings.listen,
                upstream: settings.upstreamName, capture: settings.capture,
                sessions: endpoint.sessions.load(ordering: .relaxed),
                accepted: endpoint.accepted.load(ordering: .relaxed),
                failed: endpoint.failed.load(ordering: .relaxed))
        }
    }

    /// The share of the last second that each loop worked, 0...1.
    public var loads: [Double] { pool.all.map { Double($0.load.load(ordering: .relaxed)) / 1000 } }
}

/// Counts down from several threads.
private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    /// Whether this was the last.
    func decrement() -> Bool { left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
