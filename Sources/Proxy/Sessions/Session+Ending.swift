import Observations
import Platform
import PostgresWire
import Synchronization

extension Session {
    /// How long a client may take to close after it got everything, in nanoseconds.
    private static let endingTimeout: UInt64 = 2_000_000_000
    /// How long a client whose server has gone may take none of what is left for it, in nanoseconds.
    private static let drainTimeout: UInt64 = 30_000_000_000

    /// Sends the client an error of our own and ends the connection.
    func refuse(_ sqlstate: String, _ message: String, detail: String? = nil, hint: String? = nil) {
        endpoint.failed.add(1, ordering: .relaxed)
        tracker.fatal = tracker.fatal ?? SQLState(sqlstate.utf8)
        var error = ErrorFields(severity: "FATAL", sqlstate: sqlstate, message: message)
        (error.detail, error.hint) = (detail, hint)
        end(with: error.encoded)
    }

    /// Writes what is left and `bytes` to the client, then closes.
    func end(with bytes: [UInt8] = []) {
        dropServer()
        phase = .ending
        guard bytes.isEmpty || client.send(bytes, loop) else { return close() }
        setTimer(Self.drainTimeout) { $0.close() }
        if client.isDrained { afterDraining() }
    }

    /// After the last byte the client gets the end of the stream, and is read until it closes too: closing with unread
    /// input would reset the connection and could take the error text with it.
    func afterDraining() {
        guard phase == .ending else { return }
        guard client.isDrained else { return setTimer(Self.drainTimeout) { $0.close() } }
        client.endSending(loop)
        if client.hasEnded { return close() }
        setTimer(Self.endingTimeout) { $0.close() }
    }

    func discardInput() {
        switch client.receive(loop) {
        case .moved, .wouldBlock: break
        case .end, .failed: if client.isDrained { close() }
        }
    }

    // MARK: the sensor stops

    /// Whether a statement runs.
    var isBusy: Bool { phase == .relaying && !(tracker.flight?.pending.isEmpty ?? true) }

    /// Ends the session when its running statements have ended, at once when there are none.
    func drain() {
        isDraining = true
        if !isBusy { endDrained() }
    }

    /// Ends a session of a sensor that stops, in its client's words.
    func endDrained() {
        switch phase {
        case .login, .connecting, .negotiating, .serverHandshake:
            refuse("57P03", "the proxy is shutting down")
        case .relaying where tracker.backendFramer.isAtBoundary:
            refuse("57P01", "terminating connection because the proxy is shutting down")
        case .relaying: end()
        case .startup, .clientHandshake, .locating, .cancelling: close()
        case .ending, .closed: return
        }
        if phase != .closed { updateInterest() }
    }

    /// Ends the session without waiting for anything.
    func shutDown() {
        if phase != .ending { endDrained() }
        close()
    }

    // MARK: the end

    func dropServer() {
        guard let server else { return }
        server.endEncryption(loop)
        server.detach(loop.events)
        self.server = nil
    }

    func close() {
        if phase == .closed { return }
        phase = .closed
        cancelTimer()
        tracker.finish(loop.observer, now: Clock.monotonic())
        client.endEncryption(loop)
        client.detach(loop.events)
        dropServer()
        record()
        tracker.end(loop.observer)
        if let admission {
            endpoint.users.leave(admission.user)
            endpoint.cancelKeys.remove(admission.backendPID, session: number)
        }
        releaseCancelled()
        endpoint.addresses.leave(clientAddress)
        if opening?.hasStarted ?? true { endpoint.clients.subtract(1, ordering: .relaxed) }
        endpoint.sessions.subtract(1, ordering: .relaxed)
        loop.forget(self)
    }

    /// Sessions that never sent a start-up packet (health checks, cancel requests) are no sessions to report.
    private func record() {
        guard admission != nil || opening?.hasStarted == true else { return }
        guard let set = tracker.identity ?? opening?.dimensions(client: clientAddress) else { return }
        loop.observer.record(
            SessionRecord(
                dimensions: set, clientPort: peer.port, backendPID: admission?.backendPID ?? opening?.backendPID ?? 0,
                authentication: admission?.method ?? opening?.method ?? "",
                tls: admission?.tls ?? describeClientTLS(), sqlstate: tracker.fatal ?? .success,
                started: startedSeconds, statements: tracker.statements, bytesIn: bytesIn, bytesOut: bytesOut,
                duration: (Clock.monotonic() - startedMonotonic) / 1000))
    }
}
