import Observations
import Platform
import PostgresWire
import SQLText
import TLS

/// While a client logs in, whole messages are looked at before they are passed on: some are the proxy's business.
extension Session {
    // MARK: client to server

    func readClientLogin() {
        switch client.receive(loop) {
        case .moved(let count):
            bytesIn &+= UInt64(count)
            takeClientLogin(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count]))
            if client.hasEnded { clientEnded() }
        case .wouldBlock: break
        case .end: clientEnded()
        case .failed: close()
        }
    }

    /// Passes on what answers the server's requests. Anything else is for later, when the server lets the client in and
    /// reads it: it waits here.
    func takeClientLogin(_ bytes: UnsafeRawBufferPointer) {
        guard let opening else { return }
        var offset = 0
        do {
            while phase == .login, offset < bytes.count {
                if opening.frontend.isAtBoundary && bytes[offset] != FrontendMessage.password {
                    opening.early.append(contentsOf: bytes[offset...])
                    return releaseOutOfPlace(opening)
                }
                guard let message = try opening.frontend.next(bytes, &offset) else { return }
                opening.awaitsResponse = false
                if !mediate(response: message, opening) { sendToServer(message.bytes) }
            }
        } catch {
            refuse(error.sqlstate, "\(error)")
        }
    }

    /// A message that comes in place of an answer to the server's request: the server refuses it in its own words.
    private func releaseOutOfPlace(_ opening: Opening) {
        guard opening.awaitsResponse else { return }
        let early = opening.early
        opening.early = []
        opening.awaitsResponse = false
        sendToServer(early)
    }

    func sendToServer(_ bytes: [UInt8]) {
        guard let server, opening?.isRefused != true else { return }
        if !server.send(bytes, loop) { server.deafen() }
    }

    // MARK: server to client

    func readServerLogin(_ server: Leg) {
        switch server.receive(loop) {
        case .moved(let count):
            takeServerLogin(server, UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count]))
            if server.hasEnded { serverBroke() }
        case .wouldBlock: break
        case .end, .failed: serverBroke()
        }
    }

    /// Follows the server's messages until it is ready for the first time.
    func takeServerLogin(_ server: Leg, _ bytes: UnsafeRawBufferPointer) {
        guard let opening else { return }
        bytesOut &+= UInt64(bytes.count)
        var offset = 0
        var passed: [UInt8] = []
        do {
            while phase == .login, let message = try opening.backend.next(bytes, &offset) {
                passed += try take(message, opening)
            }
        } catch {
            guard passesOnOldError(error, bytes, opening) else { return serverBrokeProtocol(error) }
            return
        }
        guard phase == .login || phase == .relaying else { return }
        if opening.isRefused && tracker.fatal != nil { return end(with: passed) }
        passed += bytes[offset...]
        guard passed.isEmpty || client.send(passed, loop) else { return close() }
        guard phase == .relaying else { return }
        observeBackend(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        sendEarly(opening.early)
    }

    /// A server that cannot start a process says so in the form of protocol 2, an E, a text and a zero, which all
    /// clients understand.
    private func passesOnOldError(_ error: WireError, _ bytes: UnsafeRawBufferPointer, _ opening: Opening) -> Bool {
        guard case .messageLength(type: BackendMessage.error, _) = error, opening.backend.isFirst else { return false }
        tracker.fatal = SQLState("53200".utf8)
        // Of an answer to the request for TLS the first byte is gone already.
        end(with: (opening.isRefused ? [BackendMessage.error] : []) + Array(bytes))
        return true
    }

    /// What the client sent before it was let in is relayed as if it came now.
    private func sendEarly(_ early: [UInt8]) {
        guard phase == .relaying, !early.isEmpty else { return }
        early.withUnsafeBytes { relayToServer($0) }
        if client.hasEnded { clientEnded() }
    }

    /// What the client gets for one message of the server.
    private func take(_ message: MessageAssembler.Message, _ opening: Opening) throws(WireError) -> [UInt8] {
        switch message.type {
        case BackendMessage.authentication: return try authenticate(message, opening)
        case BackendMessage.backendKeyData:
            let body = message.body
            opening.backendPID = body.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            opening.backendKey = Array(body.dropFirst(4))
        case BackendMessage.error:
            tracker.fatal = SQLState(ErrorFields(body: message.body).sqlstate.utf8)
        case BackendMessage.parameterStatus:
            message.body.withUnsafeBytes { tracker.parameter($0, loop.observer) }
        case BackendMessage.readyForQuery:
            guard admission != nil, opening.frontend.isAtBoundary else { throw .unexpectedMessage(type: message.type) }
            beginRelaying(opening)
        default: break
        }
        return message.bytes
    }

    private func authenticate(
        _ message: MessageAssembler.Message, _ opening: Opening
    ) throws(WireError) -> [UInt8] {
        let body = message.body
        if case .server(let exchange, let final) = opening.sasl {
            return mediate(answer: message, exchange, final: final, opening)
        }
        let request = AuthenticationRequest(body: body)
        if let method = request?.method(body: body) { opening.method = method }
        if request == .ok {
            guard admission == nil else { throw .unexpectedMessage(type: message.type) }
            return admit(opening) ? message.bytes : []
        }
        opening.awaitsResponse = request != .saslFinal
        defer { releaseOutOfPlace(opening) }
        return request == .sasl ? try mediate(message, opening) : message.bytes
    }

    /// The server lets the client in; so does the proxy, unless a limit or the missing proof of identity forbids it.
    func admit(_ opening: Opening) -> Bool {
        if opening.method.isEmpty {
            guard isTrustworthy(opening) else { return false }
            opening.method = "trust"
        }
        endpoint.users.enter(opening.user)
        admission = Admission(method: opening.method, tls: describeClientTLS(), user: opening.user)
        let limit = opening.settings.maxClientsPerUser
        if endpoint.users[opening.user] > limit {
            refuse("53300", "too many connections for role \"\(opening.user)\": at most \(limit) are allowed")
            return false
        }
        tracker.begin(opening.dimensions(client: clientAddress), loop.observer)
        return true
    }

    /// The server asked for nothing: it knows this machine, or the proxy's own certificate. That says nothing of a
    /// client from elsewhere, unless it showed a certificate for this user.
    private func isTrustworthy(_ opening: Opening) -> Bool {
        let showedOwnCertificate = server?.tls != nil && opening.upstreamTLS?.showsCertificate == true
        if opening.settings.allowsTrust || (peer.isLocal && !showedOwnCertificate) { return true }
        // By bytes: texts that are written differently may be equal as texts, and are different users.
        if let name = client.tls?.peerCertificate?.commonName, name.utf8.elementsEqual(opening.userBytes) {
            return true
        }
        refuse(
            "28000",
            "proxy \(opening.settings.name) lets in no client as \"\(opening.user)\" that had to prove nothing",
            detail: showedOwnCertificate
                ? "The server was content with the proxy's own certificate."
                : "The server trusts the machine of the proxy.",
            hint: "Connect with a client certificate whose common name is the user, have the server ask for a "
                + "password, or set allow_trust in the proxy's configuration.")
        return false
    }

    private func beginRelaying(_ opening: Opening) {
        phase = .relaying
        cancelTimer()
        if let admission, !opening.backendKey.isEmpty {
            admission.backendPID = opening.backendPID
            admission.address = opening.addresses[opening.nextAddress - 1]
            admission.upstreamTLS = server?.tls == nil ? nil : opening.upstreamTLS
            let entry = CancelKeys.Entry(key: opening.backendKey, session: number, loop: loop.handle)
            endpoint.cancelKeys.add(opening.backendPID, entry)
        }
        self.opening = nil
    }
}
