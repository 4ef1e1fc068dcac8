import Platform
import PostgresWire
import Synchronization
import TLS

extension Session {
    /// The first byte of a TLS record with a handshake; no start-up packet is so long that it begins so.
    private static let handshakeRecord: UInt8 = 0x16

    /// Reads until the start-up packet is whole; encryption requests before it are answered one by one.
    func readStartup() {
        guard let opening else { return }
        if let tls = opening.settings.clientTLS, opening.isAtStart, !peer.isUnix,
            client.firstByte == Self.handshakeRecord
        {
            opening.isDirectTLS = true
            return beginTLS(tls)
        }
        takeStartup(client.receive(loop), opening)
    }

    private func takeStartup(_ transfer: Socket.Transfer, _ opening: Opening) {
        switch transfer {
        case .moved(let count):
            opening.packet.append(contentsOf: loop.buffer[..<count])
            bytesIn += UInt64(count)
            takeStartupPackets(opening)
            if phase == .startup && client.hasEnded { close() }
        case .wouldBlock: break
        // A connection that comes and goes without a word is a health check; one that ends in the middle is nobody's.
        case .end, .failed: close()
        }
    }

    private func takeStartupPackets(_ opening: Opening) {
        do {
            while phase == .startup, let length = try StartupPacket.length(opening.packet),
                opening.packet.count >= length
            {
                try take(StartupPacket(Array(opening.packet.prefix(length))), length, opening)
            }
        } catch {
            Log.shared.limited("startup", every: 1).info(
                "start-up refused", ["client": "\(peer)", "reason": "\(error)"])
            refuse(error.sqlstate, "\(error)")
        }
    }

    private func take(_ packet: StartupPacket, _ length: Int, _ opening: Opening) throws(WireError) {
        switch packet {
        case .ssl:
            guard !opening.askedForTLS else { throw .protocolVersion(major: 1234, minor: 5679) }
            // A connection that began with TLS may ask for it, once, and is told no, as by PostgreSQL.
            opening.askedForTLS = true
            answerEncryptionRequest(opening, length)
        case .gss:
            guard !opening.askedForGSS, client.tls == nil || opening.isDirectTLS else {
                throw .protocolVersion(major: 1234, minor: 5680)
            }
            opening.askedForGSS = true
            answerNo(opening, length)
        case .cancel(let processID, let key):
            opening.isCancel = true
            opening.packet.removeSubrange(length...)
            cancel(processID, key)
        case .startup(_, let parameters):
            opening.start(parameters)
            endpoint.clients.add(1, ordering: .relaxed)
            if isAdmissible(opening) { connect() }
        }
    }

    /// Whether the limits of the proxy let the client go on to the server.
    private func isAdmissible(_ opening: Opening) -> Bool {
        let settings = opening.settings
        if isDraining {
            refuse("57P03", "the proxy is shutting down")
        } else if opening.isBeyondCapacity {
            refuse("53300", "sorry, too many clients already: the sensor's open files do not suffice for more")
        } else if endpoint.clients.load(ordering: .relaxed) > settings.maxClients {
            refuse("53300", "sorry, too many clients already: proxy \(settings.name) allows \(settings.maxClients)")
        } else if endpoint.addresses[clientAddress] > settings.maxClientsPerAddress {
            refuse(
                "53300", "too many clients of \(clientAddress): at most \(settings.maxClientsPerAddress) are allowed")
        } else if client.tls == nil, settings.clientTLS?.isRequired == true, !peer.isUnix {
            refuse(
                "28000", "proxy \(settings.name) requires TLS: connect with sslmode=require or better",
                hint: "The proxy's configuration has tls.required.")
        } else {
            return true
        }
        return false
    }

    // MARK: encryption

    private func answerEncryptionRequest(_ opening: Opening, _ length: Int) {
        // As PostgreSQL: no TLS within TLS, and none on a Unix socket.
        guard let tls = opening.settings.clientTLS, client.tls == nil, !peer.isUnix else {
            return answerNo(opening, length)
        }
        guard answer(UInt8(ascii: "S"), opening, length) else { return }
        beginTLS(tls)
    }

    private func answerNo(_ opening: Opening, _ length: Int) {
        _ = answer(UInt8(ascii: "N"), opening, length)
    }

    /// A client that does not wait for the answer could be somebody in between who slips bytes in (CVE-2021-23214).
    private func answer(_ byte: UInt8, _ opening: Opening, _ length: Int) -> Bool {
        guard opening.packet.count == length else {
            refuse("08P01", "received unencrypted data after an encryption request")
            return false
        }
        opening.packet.removeFirst(length)
        if client.send([byte], loop) { return true }
        close()
        return false
    }

    private func beginTLS(_ tls: ClientTLS) {
        client.secure(TLSConnection(server: tls.context, output: loop.outgoing))
        phase = .clientHandshake
    }

    func shakeHandsWithClient() {
        switch client.handshake(loop) {
        case .needsInput: break
        case .end: close()
        case .failed(let error): handshakeFailed("\(error)")
        case .done: clientSecured()
        }
    }

    private func clientSecured() {
        guard let opening else { return }
        if opening.isDirectTLS && client.tls?.hasNegotiatedPostgreSQL != true {
            return handshakeFailed("the client began with TLS, but not with the protocol postgresql (ALPN)")
        }
        phase = .startup
        // What came right behind the handshake.
        takeStartup(client.decrypt(loop), opening)
    }

    private func handshakeFailed(_ reason: String) {
        Log.shared.limited("tls", every: 1).info(
            "TLS with a client failed", ["proxy": settings.name, "client": "\(peer)", "reason": reason])
        endpoint.failed.add(1, ordering: .relaxed)
        close()
    }

    /// The version of TLS on the client's leg, the host that the client asked for, and the name in its certificate.
    ///
    /// Anybody may ask for any host, so what no host name has is shown as `_`: it must not look like a certificate's
    /// name, which comes last and may hold spaces.
    func describeClientTLS() -> String {
        guard let tls = client.tls, phase != .clientHandshake else { return "" }
        var text = tls.version
        if let name = tls.serverName { text += " sni=" + Self.shown(name) { Self.isHostByte($0) } }
        if let name = tls.peerCertificate?.commonName { text += " cn=" + Self.shown(name) { $0 >= 0x20 && $0 != 0x7f } }
        return text
    }

    private static func shown(_ name: String, _ isAllowed: (UInt8) -> Bool) -> String {
        let bytes = name.utf8.prefix(Opening.longestName).map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
        default: false
        }
    }
}
