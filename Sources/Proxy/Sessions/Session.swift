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
        /// TLS with the client begins.
        case clientHandshake
        /// The session that a cancel request means is looked for.
        case locating
        /// The upstream's socket is being connected.
        case connecting
        /// The server was asked for TLS.
        case negotiating
        /// TLS with the server begins.
        case serverHandshake
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

    let endpoint: ProxyEndpoint
    let peer: SocketAddress
    /// The loop knows its sessions too, until they close.
    let loop: ProxyLoop
    let client: Leg
    var server: Leg?
    var phase = Phase.startup
    var tracker = StatementTracker()
    /// What is needed until the client is let in.
    var opening: Opening?
    /// What is known of the login afterwards.
    var admission: Admission?
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    let startedMonotonic: UInt64
    let startedSeconds: UInt64
    var timer: TimerQueue.Token?
    private var clientWaits = false
    /// A cancel request for the running statement is on its way; the next statement waits until it has arrived.
    var isBeingCancelled = false
    /// The sensor stops: the session ends when its running statements have.
    var isDraining = false

    init(
        _ socket: consuming Socket, _ peer: SocketAddress, _ endpoint: ProxyEndpoint, _ number: UInt64,
        _ loop: ProxyLoop
    ) {
        client = Leg(socket)
        self.peer = peer
        self.endpoint = endpoint
        self.loop = loop
        let settings = endpoint.settings
        opening = Opening(settings)
        startedMonotonic = Clock.monotonic()
        startedSeconds = Clock.seconds()
        tracker.attributes.session = number
        tracker.attributes.capture = settings.capture
        tracker.attributes.options = ScannerOptions(shapeKey: loop.observer.shapeKey)
    }

    /// The session's number, unique in the sensor.
    var number: UInt64 { tracker.attributes.session }
    /// The proxy's settings: those of the beginning until the client is let in, then the current ones.
    var settings: ProxyOptions { opening?.settings ?? endpoint.settings }
    var clientAddress: IPAddress { IPAddress(peer) }

    func start() {
        endpoint.sessions.add(1, ordering: .relaxed)
        endpoint.addresses.enter(clientAddress)
        setTimer(settings.authenticationTimeout) { $0.loginTimedOut() }
        updateInterest()
    }

    // MARK: events

    func handle(_ events: EventSet, tag: Int) {
        if tag == Self.clientTag { clientEvent(events) } else { serverEvent(events) }
        if phase != .closed { updateInterest() }
    }

    @inline(__always)
    private func clientEvent(_ events: EventSet) {
        // A connection that is gone for both directions reports that alone, and writing finds it out.
        if !client.isDrained, !events.isDisjoint(with: [.writable, .error, .hangUp]) {
            guard client.flush() else { return close() }
            afterDraining()
            if phase == .closed { return }
        }
        guard !events.isDisjoint(with: [.readable, .error, .hangUp]) else { return }
        switch phase {
        case .relaying: if clientIsReadable { readClient() } else if events.contains(.error) { close() }
        case .login: if clientIsReadable { readClientLogin() } else if events.contains(.error) { close() }
        case .startup: readStartup()
        case .clientHandshake: shakeHandsWithClient()
        case .ending: discardInput()
        case .locating, .connecting, .negotiating, .serverHandshake, .cancelling, .closed: break
        }
    }

    @inline(__always)
    private func serverEvent(_ events: EventSet) {
        guard let server else { return }
        if phase == .connecting { return connectionAttemptEnded() }
        if !server.isDrained, !events.isDisjoint(with: [.writable, .error, .hangUp]) {
            if !server.flush() { server.deafen() }
            if client.hasEnded && server.isDrained { server.endSending(loop) }
        }
        guard !events.isDisjoint(with: [.readable, .error, .hangUp]) else { return }
        switch phase {
        case .relaying: if client.isDrained { readServer(server) }
        case .login: if client.isDrained { readServerLogin(server) }
        case .negotiating: readEncryptionAnswer(server)
        case .serverHandshake: shakeHands(with: server)
        case .cancelling: awaitCancelled(server)
        case .startup, .clientHandshake, .locating, .connecting, .ending, .closed: break
        }
    }

    // MARK: what the sockets are watched for

    private var clientIsReadable: Bool {
        switch phase {
        case .relaying:
            if tracker.isSaturated { clientWaits = true }
            if clientWaits && tracker.isRelieved { clientWaits = false }
            return !client.hasEnded && !clientWaits && !isBeingCancelled && (server?.isDrained ?? false)
        case .login:
            let isFree = client.isDrained && server?.isDrained == true
            return isFree && !client.hasEnded && opening?.early.isEmpty == true
        case .startup, .clientHandshake: return client.isDrained && !client.hasEnded
        case .ending: return !client.hasEnded
        case .locating, .connecting, .negotiating, .serverHandshake, .cancelling, .closed: return false
        }
    }

    private var serverInterest: EventSet {
        guard let server else { return [] }
        if phase == .connecting { return .writable }
        var wanted: EventSet = server.isDrained ? [] : .writable
        if !server.hasEnded && client.isDrained { wanted.insert(.readable) }
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

    // MARK: timers

    /// Calls `action` after `nanoseconds` unless the timer is set again or cancelled before.
    func setTimer(_ nanoseconds: UInt64, _ action: @escaping (Session) -> Void) {
        cancelTimer()
        // A session that closes cancels its timer, so it is there when the timer fires; a weak reference would make
        // every use of the session slower.
        timer = loop.events.schedule(after: nanoseconds) { [unowned self] in
            let session = self
            session.timer = nil
            action(session)
            if session.phase != .closed { session.updateInterest() }
        }
    }

    func cancelTimer() {
        if let timer { loop.events.cancel(timer) }
        timer = nil
    }
}
