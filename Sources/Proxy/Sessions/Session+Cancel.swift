import Platform
import PostgresWire

/// A cancel request comes on a connection of its own and goes to the backend of the session whose key it knows, if a
/// statement runs there now.
extension Session {
    /// Where a cancel request goes.
    struct CancelTarget: Sendable {
        let address: SocketAddress
        let tls: UpstreamTLS?
    }

    /// Looks for the session that a cancel request means; one that nobody knows, or that comes too often, ends in
    /// silence, as in PostgreSQL.
    func cancel(_ processID: UInt32, _ key: [UInt8]) {
        let found = endpoint.cancelKeys.find(processID, key)
        let limit = found == nil ? endpoint.guessLimit : endpoint.cancelLimit
        if !limit.admits(clientAddress, now: Clock.monotonic()) {
            Log.shared.limited("cancel", every: 10).warning(
                found == nil ? "cancel requests with unknown keys" : "too many cancel requests",
                ["proxy": settings.name, "client": "\(clientAddress)"])
            return close()
        }
        guard let entry = found else { return close() }
        phase = .locating
        let (home, request, target) = (loop.handle, number, entry.session)
        entry.loop.submit { loop in
            let found = loop.session(target)?.beginBeingCancelled()
            home.submit { loop in
                guard let session = loop.session(request) else {
                    // The client has gone meanwhile.
                    if found != nil { entry.loop.submit { $0.session(target)?.endBeingCancelled() } }
                    return
                }
                session.opening?.cancelled = found == nil ? nil : entry
                session.located(found)
            }
        }
    }

    /// The session's server when a statement runs there; its client is not read until the request has arrived, so that
    /// it cannot hit the next statement.
    private func beginBeingCancelled() -> CancelTarget? {
        guard isBusy, !isBeingCancelled, let address = admission?.address else { return nil }
        isBeingCancelled = true
        updateInterest()
        return CancelTarget(address: address, tls: admission?.upstreamTLS)
    }

    private func endBeingCancelled() {
        isBeingCancelled = false
        if phase != .closed { updateInterest() }
    }

    private func located(_ target: CancelTarget?) {
        guard phase == .locating, let opening else { return releaseCancelled() }
        guard let target else { return close() }
        opening.addresses = [target.address]
        opening.upstreamTLS = target.tls
        connect()
        if phase != .closed { updateInterest() }
    }

    /// Lets the session go on whose statement was to be cancelled.
    func releaseCancelled() {
        guard let entry = opening?.cancelled else { return }
        opening?.cancelled = nil
        entry.loop.submit { $0.session(entry.session)?.endBeingCancelled() }
    }

    /// The server closes the connection when it has handled the request; then so do we, because the client waits.
    func awaitCancelled(_ server: Leg) {
        switch server.receive(loop) {
        case .moved, .wouldBlock: if server.hasEnded { close() }
        case .end, .failed: close()
        }
    }
}
