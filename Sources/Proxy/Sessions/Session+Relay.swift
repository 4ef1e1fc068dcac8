import Observations
import Platform
import PostgresWire
import SQLText

extension Session {
    // MARK: client to server

    @inline(__always)
    func readClient() {
        switch client.receive(into: loop.buffer) {
        case .moved(let count):
            bytesIn &+= UInt64(count)
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count])
            // Passed on first: the server works while we look.
            guard let server else { return close() }
            // A server that takes no more has said why, and that is still to be read.
            if !server.send(bytes) { server.deafen() }
            if !server.isDeaf { observeFrontend(bytes) }
        case .wouldBlock: break
        case .end: clientEnded()
        case .failed: close()
        }
    }

    func observeFrontend(_ bytes: UnsafeRawBufferPointer) {
        do {
            try tracker.frontend(bytes, now: Clock.monotonic(), loop.observer)
        } catch {
            refuse(error.sqlstate, "\(error)")
        }
    }

    /// The client sends no more: the server gets the same, and its answers still go back.
    private func clientEnded() {
        guard let server else { return close() }
        if server.isDrained { server.endSending() }
        if server.hasEnded { close() }
    }

    // MARK: server to client

    @inline(__always)
    func readServer(_ server: Leg) {
        switch server.receive(into: loop.buffer) {
        case .moved(let count):
            bytesOut &+= UInt64(count)
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count])
            guard client.send(bytes) else { return close() }
            observeBackend(bytes)
        case .wouldBlock: break
        case .end, .failed: serverBroke()
        }
    }

    private func observeBackend(_ bytes: UnsafeRawBufferPointer) {
        do {
            var rest = bytes
            if phase == .login { rest = try observeLogin(bytes) }
            if phase == .relaying && !rest.isEmpty {
                try tracker.backend(rest, now: Clock.monotonic(), loop.observer)
            }
            if loop.observer.isWatched { loop.publishSoon() }
        } catch {
            Log.shared.warning(
                "server broke the protocol", ["upstream": settings.upstreamName, "reason": "\(error)"])
            refuse("08P01", "upstream \(settings.upstreamName) broke the protocol: \(error)")
        }
    }

    /// The server is gone. A client that still waits for an answer is told, unless the server did that itself.
    func serverBroke() {
        let isExpected = tracker.hasTerminated || client.hasEnded || tracker.fatal != nil || login.isCancel
        if isExpected || !tracker.backendFramer.isAtBoundary { return end() }
        Log.shared.limited("closed.\(settings.name)", every: 10).warning(
            "upstream closed a connection", ["proxy": settings.name, "upstream": settings.upstreamName])
        refuse("08006", "upstream \(settings.upstreamName) closed the connection unexpectedly")
    }

    // MARK: the login

    /// Follows the server's messages until it is ready for the first time; returns the bytes behind that message.
    private func observeLogin(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> UnsafeRawBufferPointer {
        var offset = 0
        while phase == .login, let piece = try tracker.backendFramer.next(bytes, &offset) {
            if piece.isFirst { startupBytes.removeAll(keepingCapacity: true) }
            startupBytes.append(contentsOf: bytes[piece.range].prefix(max(0, 8_192 - startupBytes.count)))
            if piece.isLast { takeLogin(piece.type, startupBytes) }
        }
        if phase != .login { startupBytes = [] }
        return UnsafeRawBufferPointer(rebasing: bytes[offset...])
    }

    private func takeLogin(_ type: UInt8, _ body: [UInt8]) {
        switch type {
        case BackendMessage.authentication: authenticationStep(AuthenticationRequest(body: body), body)
        case BackendMessage.backendKeyData:
            login.backendPID = body.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        case BackendMessage.error:
            let error = ErrorFields(body: body)
            tracker.fatal = SQLState(error.sqlstate.utf8)
        case BackendMessage.parameterStatus:
            body.withUnsafeBytes { tracker.parameter($0, loop.observer) }
        case BackendMessage.readyForQuery:
            phase = .relaying
            cancelTimer()
            tracker.forgetLoginBytes()
        default: break
        }
    }

    private func authenticationStep(_ request: AuthenticationRequest?, _ body: [UInt8]) {
        if let method = request?.method(body: body) { login.method = method }
        guard request == .ok else { return }
        if login.method.isEmpty { login.method = "trust" }
        tracker.begin(login.dimensions(proxy: settings.name, client: IPAddress(peer)), loop.observer)
    }
}
