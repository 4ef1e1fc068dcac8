import Glibc
import Observations
import Platform
import PostgresWire
import Synchronization

extension Session {
    /// Reads until the start-up packet is whole; encryption requests before it are answered one by one.
    func readStartup() {
        switch client.receive(into: loop.buffer) {
        case .moved(let count):
            startupBytes.append(contentsOf: loop.buffer[..<count])
            bytesIn += UInt64(count)
            takeStartupPackets()
        case .wouldBlock: break
        // A connection that comes and goes without a word is a health check; one that ends in the middle is nobody's.
        case .end, .failed: close()
        }
    }

    private func takeStartupPackets() {
        do {
            while phase == .startup, let length = try StartupPacket.length(startupBytes),
                startupBytes.count >= length
            {
                let packet = try StartupPacket(Array(startupBytes.prefix(length)))
                try take(packet, length)
            }
        } catch {
            Log.shared.limited("startup", every: 1).info(
                "start-up refused", ["client": "\(peer)", "reason": "\(error)"])
            refuse(error.sqlstate, "\(error)")
        }
    }

    private func take(_ packet: StartupPacket, _ length: Int) throws(WireError) {
        switch packet {
        case .ssl:
            guard !login.askedForTLS else { throw .protocolVersion(major: 1234, minor: 5679) }
            login.askedForTLS = true
            answerNo(length)
        case .gss:
            guard !login.askedForGSS else { throw .protocolVersion(major: 1234, minor: 5680) }
            login.askedForGSS = true
            answerNo(length)
        case .cancel:
            startupBytes.removeSubrange(length...)
            login.isCancel = true
            connect()
        case .startup(_, let parameters):
            login.start(parameters)
            guard endpoint.sessions.load(ordering: .relaxed) <= settings.maxClients else {
                return refuse(
                    "53300", "sorry, too many clients already: proxy \(settings.name) allows \(settings.maxClients)")
            }
            connect()
        }
    }

    /// Encryption of the client's leg is not offered. A client that does not wait for that answer could be somebody in
    /// between who slips bytes in (CVE-2021-23214).
    private func answerNo(_ length: Int) {
        guard startupBytes.count == length else {
            return refuse("08P01", "received unencrypted data after an encryption request")
        }
        startupBytes.removeFirst(length)
        let answer: [UInt8] = [UInt8(ascii: "N")]
        if !answer.withUnsafeBytes({ client.send($0) }) { close() }
    }

    // MARK: the upstream

    /// Starts to connect to the next of the upstream's addresses.
    func connect() {
        phase = .connecting
        dropServer()
        var reason = "no address"
        while nextAddress < settings.upstream.count {
            let address = settings.upstream[nextAddress]
            nextAddress += 1
            do {
                server = Leg(try Socket.connect(to: address))
                cancelTimer()
                timer = loop.events.schedule(after: settings.connectTimeout) { [weak self] in self?.connectTimedOut() }
                return
            } catch {
                reason = error.reason
            }
        }
        upstreamUnreachable(reason)
    }

    func connectionAttemptEnded() {
        guard let server else { return }
        let code = server.connectError
        guard code == 0 else {
            cancelTimer()
            let reason = SystemError(code: code, operation: "connect").reason
            if nextAddress < settings.upstream.count { return connect() }
            return upstreamUnreachable(reason)
        }
        phase = login.isCancel ? .cancelling : .login
        cancelTimer()
        timer = loop.events.schedule(after: settings.authenticationTimeout) { [weak self] in self?.loginTimedOut() }
        let packet = startupBytes
        startupBytes = []
        if !packet.withUnsafeBytes({ server.send($0) }) { server.deafen() }
        if !login.isCancel { observeEarly(packet) }
    }

    /// Messages that a client sent right behind its start-up packet.
    private func observeEarly(_ packet: [UInt8]) {
        guard let length = try? StartupPacket.length(packet), packet.count > length else { return }
        packet.withUnsafeBytes { observeFrontend(UnsafeRawBufferPointer(rebasing: $0[length...])) }
    }

    private func upstreamUnreachable(_ reason: String) {
        Log.shared.limited("upstream.\(settings.name)", every: 10).error(
            "upstream unreachable",
            ["proxy": settings.name, "upstream": settings.upstreamName, "reason": reason])
        if login.isCancel { return close() }
        refuse(
            "08006",
            "proxy \"\(settings.name)\" could not connect to upstream \(settings.upstreamName): \(reason)")
    }

    /// The server closes the connection when it has handled the cancel request; then so do we, because the client
    /// waits.
    func awaitCancelled(_ server: Leg) {
        switch server.receive(into: loop.buffer) {
        case .moved, .wouldBlock: break
        case .end, .failed: close()
        }
    }

    private func connectTimedOut() {
        timer = nil
        if nextAddress < settings.upstream.count { connect() } else { upstreamUnreachable("timed out") }
        if phase != .closed { updateInterest() }
    }

    func loginTimedOut() {
        timer = nil
        switch phase {
        case .startup where startupBytes.isEmpty: close()
        case .startup, .login: refuse("08006", "canceling authentication due to timeout")
        case .cancelling, .ending: close()
        case .connecting, .relaying, .closed: break
        }
        if phase != .closed { updateInterest() }
    }
}
