import Observations
import Platform
import PostgresWire
import SQLText
import Synchronization

/// One client connection through a proxy: two sockets, relayed in both directions independently.
///
/// Each direction reads only when what it read before was written, so a peer that does not read makes the other side
/// wait, in bounded memory, and never stops the other direction.
final class Session: EventHandler {
    enum Phase {
        /// The client has not sent its start-up packet.
        case startup
        /// The upstream's socket is being connected.
        case connecting
        /// The server has not said that it is ready.
        case login
        /// Messages go both ways.
        case relaying
        /// A cancel request was passed on; the client learns its end by the connection's end.
        case cancelling
        /// What is left is written to the client, then the connection ends.
        case ending
        case closed
    }

    static let clientTag = 0
    static let serverTag = 1
    /// How long a client may take to close after it got everything, in nanoseconds.
    private static let endingTimeout: UInt64 = 2_000_000_000
    /// How long a client whose server has gone may take none of what is left for it, in nanoseconds.
    private static let drainTimeout: UInt64 = 30_000_000_000

    let endpoint: ProxyEndpoint
    let settings: ProxyOptions
    let peer: SocketAddress
    /// The loop knows its sessions too, until they close.
    let loop: ProxyLoop
    let client: Leg
    var server: Leg?
    var phase = Phase.startup
    var tracker = StatementTracker()
    var login = Login()
    /// The start-up packet as the client sent it, until it is passed on.
    var startupBytes: [UInt8] = []
    /// Which of the upstream's addresses is tried next.
    var nextAddress = 0
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    private let startedMonotonic: UInt64
    private let startedSeconds: UInt64
    var timer: TimerQueue.Token?
    private var clientWaits = false

    init(
        _ socket: consuming Socket, _ peer: SocketAddress, _ endpoint: ProxyEndpoint, _ number: UInt64,
        _ loop: ProxyLoop
    ) {
        client = Leg(socket)
        self.peer = peer
        self.endpoint = endpoint
        self.loop = loop
        settings = endpoint.settings
        startedMonotonic = Clock.monotonic()
        startedSeconds = Clock.seconds()
        tracker.attributes.session = number
        tracker.attributes.capture = settings.capture
        tracker.attributes.options = ScannerOptions(shapeKey: loop.observer.shapeKey)
    }

    func start() {
        endpoint.sessions.add(1, ordering: .relaxed)
        timer = loop.events.schedule(after: settings.authenticationTimeout) { [weak self] in self?.loginTimedOut() }
        updateInterest()
    }

    // MARK: events

    func handle(_ events: EventSet, tag: Int) {
        if tag == Self.clientTag { clientEvent(events) } else { serverEvent(events) }
        if phase != .closed { updateInterest() }
    }

    @inline(__always)
    private func clientEvent(_ events: EventSet) {
        if events.contains(.writable), !client.isDrained {
            guard client.flush() else { return close() }
            afterDraining()
            if phase == .closed { return }
        }
        guard !events.isDisjoint(with: [.readable, .error, .hangUp]) else { return }
        switch phase {
        case .startup: readStartup()
        case .login, .relaying:
            if clientIsReadable { readClient() } else if events.contains(.error) { close() }
        case .ending: discardInput()
        case .connecting, .cancelling, .closed: break
        }
    }

    @inline(__always)
    private func serverEvent(_ events: EventSet) {
        guard let server else { return }
        if phase == .connecting { return connectionAttemptEnded() }
        if events.contains(.writable), !server.isDrained {
            if !server.flush() { server.deafen() }
            if client.hasEnded && server.isDrained { server.endSending() }
        }
        guard !events.isDisjoint(with: [.readable, .error, .hangUp]) else { return }
        switch phase {
        case .login, .relaying: if client.isDrained { readServer(server) }
        case .cancelling: awaitCancelled(server)
        case .startup, .connecting, .ending, .closed: break
        }
    }

    // MARK: what the sockets are watched for

    private var clientIsReadable: Bool {
        switch phase {
        case .startup, .ending: return !client.hasEnded
        case .login, .relaying:
            if tracker.isSaturated { clientWaits = true }
            if clientWaits && tracker.isRelieved { clientWaits = false }
            return !client.hasEnded && !clientWaits && (server?.isDrained ?? false)
        case .connecting, .cancelling, .closed: return false
        }
    }

    private var serverInterest: EventSet {
        guard let server else { return [] }
        var wanted: EventSet = []
        if phase == .connecting || !server.isDrained { wanted.insert(.writable) }
        if phase != .connecting && !server.hasEnded && client.isDrained { wanted.insert(.readable) }
        return wanted
    }

    @inline(__always)
    func updateInterest() {
        do {
            var wanted: EventSet = client.isDrained ? [] : .writable
            if clientIsReadable { wanted.insert(.readable) }
            try client.watch(wanted, loop.events, self, tag: Self.clientTag)
            try server?.watch(serverInterest, loop.events, self, tag: Self.serverTag)
        } catch {
            close()
        }
    }

    // MARK: the end

    /// Sends the client an error of our own and ends the connection.
    func refuse(_ sqlstate: String, _ message: String) {
        endpoint.failed.add(1, ordering: .relaxed)
        tracker.fatal = tracker.fatal ?? SQLState(sqlstate.utf8)
        end(with: ErrorFields(severity: "FATAL", sqlstate: sqlstate, message: message).encoded)
    }

    /// Writes what is left and `bytes` to the client, then closes.
    func end(with bytes: [UInt8] = []) {
        dropServer()
        phase = .ending
        let accepted = bytes.isEmpty || bytes.withUnsafeBytes { client.send($0) }
        guard accepted else { return close() }
        setTimer(Self.drainTimeout)
        if client.isDrained { afterDraining() }
    }

    private func setTimer(_ nanoseconds: UInt64) {
        cancelTimer()
        timer = loop.events.schedule(after: nanoseconds) { [weak self] in self?.close() }
    }

    /// After the last byte the client gets the end of the stream, and is read until it closes too: closing with unread
    /// input would reset the connection and could take the error text with it.
    private func afterDraining() {
        guard phase == .ending else { return }
        guard client.isDrained else { return setTimer(Self.drainTimeout) }
        client.endSending()
        if client.hasEnded { return close() }
        setTimer(Self.endingTimeout)
    }

    private func discardInput() {
        switch client.receive(into: loop.buffer) {
        case .moved, .wouldBlock: break
        case .end, .failed: if client.isDrained { close() }
        }
    }

    /// Ends the session because the sensor stops.
    func shutDown() {
        if phase == .login || phase == .relaying, tracker.backendFramer.isAtBoundary {
            let error = ErrorFields(
                severity: "FATAL", sqlstate: "57P01",
                message: "terminating connection because the proxy is shutting down")
            _ = error.encoded.withUnsafeBytes { client.send($0) }
            tracker.fatal = SQLState("57P01".utf8)
        }
        close()
    }

    func dropServer() {
        server?.detach(loop.events)
        server = nil
    }

    func cancelTimer() {
        if let timer { loop.events.cancel(timer) }
        timer = nil
    }

    func close() {
        if phase == .closed { return }
        phase = .closed
        cancelTimer()
        tracker.finish(loop.observer, now: Clock.monotonic())
        client.detach(loop.events)
        dropServer()
        record()
        tracker.end(loop.observer)
        endpoint.sessions.subtract(1, ordering: .relaxed)
        loop.forget(self)
    }

    /// Sessions that never sent a start-up packet (health checks, cancel requests) are no sessions to report.
    private func record() {
        guard login.hasStarted else { return }
        let set = tracker.identity ?? login.dimensions(proxy: settings.name, client: IPAddress(peer))
        loop.observer.record(
            SessionRecord(
                dimensions: set, clientPort: peer.port, backendPID: login.backendPID,
                authentication: login.method, tls: "", sqlstate: tracker.fatal ?? .success,
                started: startedSeconds, statements: tracker.statements, bytesIn: bytesIn, bytesOut: bytesOut,
                duration: (Clock.monotonic() - startedMonotonic) / 1000))
    }
}
