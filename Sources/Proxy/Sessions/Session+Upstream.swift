import Glibc
import Platform
import PostgresWire
import TLS

extension Session {
    /// SSLRequest: its length and its code.
    private static let encryptionRequest: [UInt8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]

    /// How long a full queue of a Unix socket is left alone, in nanoseconds. The kernel makes nobody
    /// wait there; a server that forks a process a connection fills it in a moment.
    private static let queuePause: UInt64 = 5_000_000

    // MARK: the connection

    /// Starts to connect to the next of the upstream's addresses.
    func connect() {
        guard let opening else { return }
        phase = .connecting
        dropServer()
        var reason = "no address"
        while opening.nextAddress < opening.addresses.count {
            let address = opening.addresses[opening.nextAddress]
            opening.goesPlain = opening.plainAddress == opening.nextAddress
            opening.nextAddress += 1
            do {
                server = Leg(try Socket.connect(to: address))
                setTimer(opening.settings.connectTimeout) { $0.tryNextAddress("timed out") }
                return
            } catch  where error.code == EAGAIN && address.isUnix && waitsForQueue(opening) {
                return
            } catch {
                reason = error.reason
            }
        }
        upstreamUnreachable(reason)
    }

    /// Tries the same address again soon, unless that took too long already.
    private func waitsForQueue(_ opening: Opening) -> Bool {
        let now = Clock.monotonic()
        if opening.queuedSince == 0 { opening.queuedSince = now }
        guard now &- opening.queuedSince < opening.settings.connectTimeout else { return false }
        opening.nextAddress -= 1
        setTimer(Self.queuePause) { $0.connect() }
        return true
    }

    private func tryNextAddress(_ reason: String) {
        guard let opening else { return }
        cancelTimer()
        if opening.nextAddress < opening.addresses.count { connect() } else { upstreamUnreachable(reason) }
    }

    func connectionAttemptEnded() {
        guard let server, let opening else { return }
        let code = server.connectError
        guard code == 0 else { return tryNextAddress(SystemError(code: code, operation: "connect").reason) }
        let isUnix = opening.addresses[opening.nextAddress - 1].isUnix
        guard opening.upstreamTLS != nil, !isUnix, !opening.goesPlain else { return beginLogin(server, opening) }
        phase = .negotiating
        if !server.send(Self.encryptionRequest, loop) { tryNextAddress("the connection broke") }
    }

    private func upstreamUnreachable(_ reason: String) {
        let settings = settings
        Log.shared.limited("upstream.\(settings.name)", every: 10).error(
            "upstream unreachable",
            ["proxy": settings.name, "upstream": settings.upstreamName, "reason": reason])
        if opening?.isCancel == true { return close() }
        refuse(
            "08006",
            "proxy \"\(settings.name)\" could not connect to upstream \(settings.upstreamName): \(reason)")
    }

    // MARK: encryption

    /// Reads the one byte that answers the request for TLS. What somebody in between sends behind it stays unread and
    /// is no handshake (CVE-2021-23222).
    func readEncryptionAnswer(_ server: Leg) {
        guard let opening, let tls = opening.upstreamTLS else { return }
        let (transfer, byte) = server.receiveByte()
        switch transfer {
        case .wouldBlock: return
        case .end, .failed: return tryNextAddress("it closed the connection when it was asked for TLS")
        case .moved: break
        }
        switch byte {
        case UInt8(ascii: "S"): beginTLS(tls, with: server)
        case UInt8(ascii: "N"):
            if tls.isRequired { return upstreamUnreachable("it offers no TLS, which upstream_tls requires") }
            beginLogin(server, opening)
        case UInt8(ascii: "E"): passOnRefusal(byte, server, tls, opening)
        default: upstreamUnreachable("it answered the request for TLS with a byte that means nothing")
        }
    }

    /// A server that has no room for a connection says so before it reads what it is asked. It gets nothing more of the
    /// client: nobody knows who it is.
    private func passOnRefusal(_ byte: UInt8, _ server: Leg, _ tls: UpstreamTLS, _ opening: Opening) {
        if tls.isRequired || opening.isCancel {
            return upstreamUnreachable("it answered the request for TLS with an error")
        }
        opening.isRefused = true
        phase = .login
        withUnsafeBytes(of: byte) { takeServerLogin(server, $0) }
    }

    private func beginTLS(_ tls: UpstreamTLS, with server: Leg) {
        do throws(TLSError) {
            server.secure(try TLSConnection(client: tls.context, host: tls.host, output: loop.outgoing))
        } catch {
            return upstreamUnreachable("\(error)")
        }
        phase = .serverHandshake
        went(server.handshake(loop, isFirst: true), server)
    }

    func shakeHands(with server: Leg) { went(server.handshake(loop), server) }

    private func went(_ progress: TLSConnection.Progress, _ server: Leg) {
        guard let opening else { return }
        switch progress {
        case .needsInput: break
        case .end: handshakeFailed("it closed the connection during the TLS handshake", opening)
        case .failed(let error): handshakeFailed("\(error)", opening)
        case .done:
            beginLogin(server, opening)
            // Nothing is to come before the start-up packet, but it must not stay in the buffer that others use.
            if case .moved(let count) = server.decrypt(loop) {
                takeServerLogin(server, UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.buffer)[..<count]))
            }
            if server.hasEnded { serverBroke() }
        }
    }

    /// As libpq with sslmode=prefer, a proxy that does not insist on TLS tries the same address without.
    private func handshakeFailed(_ reason: String, _ opening: Opening) {
        guard opening.upstreamTLS?.isRequired == false else { return tryNextAddress(reason) }
        opening.nextAddress -= 1
        opening.plainAddress = opening.nextAddress
        connect()
    }

    // MARK: the first message

    private func beginLogin(_ server: Leg, _ opening: Opening) {
        let packet = opening.packet
        opening.packet = []
        if opening.isCancel {
            phase = .cancelling
            setTimer(opening.settings.authenticationTimeout) { $0.close() }
        } else {
            phase = .login
            let elapsed = Clock.monotonic() &- startedMonotonic
            let timeout = opening.settings.authenticationTimeout
            setTimer(timeout > elapsed ? timeout - elapsed : 0) { $0.loginTimedOut() }
        }
        let length = (try? StartupPacket.length(packet)) ?? packet.count
        if !server.send(Array(packet.prefix(length)), loop) { server.deafen() }
        // Messages that a client sent right behind its start-up packet.
        if packet.count > length { Array(packet[length...]).withUnsafeBytes { takeClientLogin($0) } }
        if client.hasEnded { clientEnded() }
    }

    func loginTimedOut() {
        switch phase {
        case .startup where opening?.packet.isEmpty ?? true: close()
        case .startup, .login: refuse("08006", "canceling authentication due to timeout")
        case .clientHandshake, .locating, .cancelling, .ending: close()
        case .connecting, .negotiating, .serverHandshake, .relaying, .closed: break
        }
    }
}
