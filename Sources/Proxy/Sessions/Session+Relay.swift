import Observations
import Platform
import PostgresWire
import SQLText

extension Session {
    // MARK: client to server

    @inline(__always)
    func readClient() {
        switch client.receive(loop) {
        case .moved(let count):
            bytesIn &+= UInt64(count)
            relayToServer(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count]))
            // TLS may have said with the last bytes that they are the last.
            if client.hasEnded { clientEnded() }
        case .wouldBlock: break
        case .end: clientEnded()
        case .failed: close()
        }
    }

    @inline(__always)
    func relayToServer(_ bytes: UnsafeRawBufferPointer) {
        // Passed on first: the server works while we look.
        guard let server else { return close() }
        // A server that takes no more has said why, and that is still to be read.
        if !server.send(bytes, loop) { server.deafen() }
        if !server.isDeaf { observeFrontend(bytes) }
    }

    @inline(__always)
    private func observeFrontend(_ bytes: UnsafeRawBufferPointer) {
        do {
            try tracker.frontend(bytes, now: Clock.monotonic(), loop.observer)
        } catch {
            refuse(error.sqlstate, "\(error)")
        }
    }

    /// The client sends no more: the server gets the same, and its answers still go back.
    func clientEnded() {
        guard phase == .login || phase == .relaying else { return }
        guard let server else { return close() }
        // What came before the client was let in goes to the server first.
        if opening?.early.isEmpty == false { return }
        if server.isDrained { server.endSending(loop) }
        if server.hasEnded { close() }
    }

    // MARK: server to client

    @inline(__always)
    func readServer(_ server: Leg) {
        switch server.receive(loop) {
        case .moved(let count):
            bytesOut &+= UInt64(count)
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count])
            guard client.send(bytes, loop) else { return close() }
            observeBackend(bytes)
            if isDraining && !isBusy { endDrained() }
            if server.hasEnded { serverBroke() }
        case .wouldBlock: break
        case .end, .failed: serverBroke()
        }
    }

    @inline(__always)
    func observeBackend(_ bytes: UnsafeRawBufferPointer) {
        do {
            try tracker.backend(bytes, now: Clock.monotonic(), loop.observer)
        } catch {
            return serverBrokeProtocol(error)
        }
        if loop.observer.isWatched { loop.publishSoon() }
    }

    func serverBrokeProtocol(_ error: WireError) {
        Log.shared.warning(
            "server broke the protocol", ["upstream": settings.upstreamName, "reason": "\(error)"])
        refuse("08P01", "upstream \(settings.upstreamName) broke the protocol: \(error)")
    }

    /// The server is gone. A client that still waits for an answer is told, unless the server did that itself.
    func serverBroke() {
        guard phase == .login || phase == .relaying else { return }
        let isExpected = tracker.hasTerminated || client.hasEnded && !isBusy || tracker.fatal != nil
        if isExpected || !isAtServersBoundary { return end() }
        Log.shared.limited("closed.\(settings.name)", every: 10).warning(
            "upstream closed a connection", ["proxy": settings.name, "upstream": settings.upstreamName])
        refuse("08006", "upstream \(settings.upstreamName) closed the connection unexpectedly")
    }

    /// Whether the client has whole messages of the server, so that one of ours can follow.
    private var isAtServersBoundary: Bool { opening == nil ? tracker.backendFramer.isAtBoundary : true }
}
