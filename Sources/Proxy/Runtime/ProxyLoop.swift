import Observations
import Platform
import Synchronization
import TLS

/// One event loop with its thread's own memory: counters, buffer, sessions.
final class ProxyLoop {
    /// What other threads see of a loop.
    final class Handle: Sendable {
        let remote: EventLoop.Remote
        let sessions = Atomic<Int>(0)
        /// Share of the last second that was spent working, in thousandths.
        let load = Atomic<Int>(0)
        fileprivate let loop = Mutex<UnsafeLoop?>(nil)

        init(_ remote: EventLoop.Remote) { self.remote = remote }

        /// Runs `body` on the loop's thread.
        func submit(_ body: @escaping @Sendable (ProxyLoop) -> Void) {
            remote.submit { [self] _ in
                if let loop = loop.withLock({ $0?.loop }) { body(loop) }
            }
        }
    }

    /// Carries the loop to its own thread's jobs, and nowhere else.
    fileprivate struct UnsafeLoop: @unchecked Sendable {
        let loop: ProxyLoop
    }

    private static let interval: UInt64 = 1_000_000_000
    private static let bufferSize = 64 * 1024

    let events: EventLoop
    let observer: LoopObserver
    let handle: Handle
    /// Where bytes are read to, or decrypted; every session uses it in turn.
    let buffer: UnsafeMutableRawBufferPointer
    /// Where encrypted bytes are read to.
    let encrypted: UnsafeMutableRawBufferPointer
    /// Where encrypted bytes are made.
    let outgoing = TLSBuffer()
    private let sink: any ObservationSink
    private var sessions: [UInt64: Session] = [:]
    private var publishesEvents = false
    /// The sensor stops: who comes now is told so.
    private var isDraining = false

    init(shapeKey: UInt64, sink: any ObservationSink) throws(SystemError) {
        events = try EventLoop()
        observer = LoopObserver(shapeKey: shapeKey, seconds: Clock.seconds())
        handle = Handle(events.remote)
        encrypted = .allocate(byteCount: Self.bufferSize, alignment: 64)
        buffer = .allocate(byteCount: Self.bufferSize + TLSConnection.longestRecord, alignment: 64)
        self.sink = sink
        handle.loop.withLock { $0 = UnsafeLoop(loop: self) }
        updateClocks()
    }

    deinit {
        buffer.deallocate()
        encrypted.deallocate()
    }

    func run() {
        tick()
        events.run()
    }

    /// Closes every session and ends the loop after a last hand-over.
    func stop() {
        for session in Array(sessions.values) { session.shutDown() }
        handOver()
        handle.loop.withLock { $0 = nil }
        events.stop()
    }

    /// Has every session end as soon as its running statements have.
    func drain() {
        isDraining = true
        for session in Array(sessions.values) { session.drain() }
    }

    private func tick() {
        updateClocks()
        handOver()
        handle.load.store(Int(events.takeLoad() * 1000), ordering: .relaxed)
        events.schedule(after: Self.interval) { [unowned self] in tick() }
    }

    private func updateClocks() {
        let now = Clock.monotonic()
        let wall = Clock.wall()
        observer.second = UInt32(truncatingIfNeeded: now / 1_000_000_000)
        observer.wallSeconds = wall / 1_000_000
        observer.wallOffset = wall &- now / 1000
    }

    /// Hands over what was observed so far.
    func handOver() {
        let batch = observer.takeBatch(seconds: Clock.seconds())
        if !batch.isEmpty { sink.receive(batch) }
        publishEvents()
    }

    /// Passes statements on to watchers soon, several at a time.
    func publishSoon() {
        guard observer.isWatched, !publishesEvents else { return }
        publishesEvents = true
        events.schedule(after: 10_000_000) { [unowned self] in
            publishesEvents = false
            publishEvents()
        }
    }

    private func publishEvents() {
        let taken = observer.takeEvents()
        if !taken.events.isEmpty || taken.lost > 0 { sink.receive(taken.events, lost: taken.lost) }
    }

    // MARK: sessions

    /// Takes over an accepted connection, which is closed when it cannot be served.
    func adopt(
        _ number: Int32, _ peer: SocketAddress, _ endpoint: ProxyEndpoint, _ sessionNumber: UInt64,
        isBeyondCapacity: Bool
    ) {
        let socket = Socket(owning: FileDescriptor(owning: number))
        let session = Session(socket, peer, endpoint, sessionNumber, self)
        session.opening?.isBeyondCapacity = isBeyondCapacity
        session.isDraining = isDraining
        sessions[sessionNumber] = session
        session.start()
    }

    /// Applies a changed capture level to the sessions that are open.
    func capture(_ level: CaptureLevel, _ endpoint: ProxyEndpoint) {
        for session in sessions.values where session.endpoint === endpoint {
            session.tracker.attributes.capture = level
        }
    }

    /// The open session with a number.
    func session(_ number: UInt64) -> Session? { sessions[number] }

    /// Forgets a session that has closed.
    func forget(_ session: Session) {
        guard sessions.removeValue(forKey: session.number) != nil else { return }
        handle.sessions.subtract(1, ordering: .relaxed)
    }
}
