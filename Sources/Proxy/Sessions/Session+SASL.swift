import Authentication
import Platform
import PostgresWire
import TLS

/// SCRAM binds a login to the TLS connection that it runs on (`tls-server-end-point`, RFC 5929), and a proxy has two
/// connections. With the server's own certificate both look the same, and everything is passed on. Otherwise the proxy
/// takes channel binding out of the server's offer, or, when it has users' verifiers, logs the client in itself and
/// goes on to the server with the ClientKey that the client's proof contains.
extension Session {
    // MARK: the server's offer

    /// What the client gets for AuthenticationSASL.
    func mediate(_ message: MessageAssembler.Message, _ opening: Opening) throws(WireError) -> [UInt8] {
        let offer = try SASLOffer(body: message.body)
        guard offer.mechanisms.contains(SASLOffer.scram), server?.tls != nil || client.tls != nil else {
            return message.bytes
        }
        if let own = opening.settings.clientTLS?.context.certificate, let theirs = server?.tls?.peerCertificate,
            client.tls != nil, own.encoded == theirs.encoded
        {
            return message.bytes
        }
        if opening.settings.scram != nil && client.tls != nil {
            opening.sasl = .offered(offer)
            let others = offer.mechanisms.filter { !$0.hasPrefix(SASLOffer.scram) }
            let own = clientEndPoint == nil ? [SASLOffer.scram] : [SASLOffer.scramPlus, SASLOffer.scram]
            return SASLOffer(mechanisms: own + others).encoded
        }
        guard server?.tls != nil, offer.withoutChannelBinding != offer else { return message.bytes }
        if client.tls != nil { opening.sasl = .stripped }
        return offer.withoutChannelBinding.encoded
    }

    /// What a client of ours binds to.
    private var clientEndPoint: [UInt8]? { opening?.settings.clientTLS?.context.certificate?.serverEndPoint }

    // MARK: the client's messages

    /// Takes a response of the client that is the proxy's business; false when the server has to get it.
    func mediate(response message: MessageAssembler.Message, _ opening: Opening) -> Bool {
        do throws(AuthenticationError) {
            switch opening.sasl {
            case .none: return false
            case .stripped:
                opening.sasl = .none
                return refusesDowngrade(try SASLInitialResponse(body: message.body))
            case .offered(let offer): return try choose(message.body, offer, opening)
            case .lookingUp, .server: throw .expectedResponse(messageType: message.type)
            case .client(let offer, let secret, let exchange):
                try go(on: exchange, with: message.body, offer, secret, opening)
            }
        } catch {
            refuse(error)
        }
        return true
    }

    private func refuse(_ error: AuthenticationError) {
        refuse(error.sqlstate, error.message, detail: error.detail)
    }

    /// A client that could bind and was offered nothing to bind to is refused by a server that can: in words of ours,
    /// which say what to do about it.
    private func refusesDowngrade(_ response: SASLInitialResponse) -> Bool {
        guard response.channelBindingFlag == .notOffered else { return false }
        refuse(
            "28000", "channel binding cannot pass proxy \(settings.name)",
            detail: "The certificates on the two sides of the proxy differ, and the client wants its login to be bound "
                + "to the server's.",
            hint: "Connect with channel_binding=disable, give the proxy the server's own certificate, or configure "
                + "scram, so that the proxy can check passwords itself.")
        return true
    }

    /// A client that does not bind proves its password to the server itself; for another the proxy needs a verifier.
    private func choose(_ body: [UInt8], _ offer: SASLOffer, _ opening: Opening) throws(AuthenticationError) -> Bool {
        let response = try SASLInitialResponse(body: body)
        let isPlain = response.mechanism.elementsEqual(SASLOffer.scram.utf8)
        let isBound = response.mechanism.elementsEqual(SASLOffer.scramPlus.utf8)
        if !isBound && (!isPlain || response.channelBindingFlag == .unsupported) {
            opening.sasl = .none
            return false
        }
        opening.sasl = .lookingUp(offer, response: body)
        let (home, number) = (loop.handle, number)
        opening.settings.scram?.search(opening.user) { secret in
            home.submit { $0.session(number)?.found(secret) }
        }
        return true
    }

    private func found(_ secret: StoredSecret?) {
        guard phase == .login, let opening, let scram = opening.settings.scram,
            case .lookingUp(let offer, let response) = opening.sasl
        else { return }
        let exchange = ScramServer(
            user: opening.user, verifier: secret?.verifier, secret: scram.secret, channelBinding: clientEndPoint)
        do throws(AuthenticationError) {
            try go(on: exchange, with: response, offer, secret, opening)
        } catch {
            refuse(error)
        }
        if phase != .closed { updateInterest() }
    }

    private func go(
        on exchange: ScramServer, with body: [UInt8], _ offer: SASLOffer, _ secret: StoredSecret?, _ opening: Opening
    ) throws(AuthenticationError) {
        var exchange = exchange
        switch try exchange.receive(body) {
        case .challenge(let bytes):
            if let type = opening.early.first { throw .expectedResponse(messageType: type) }
            opening.sasl = .client(offer, secret, exchange)
            opening.awaitsResponse = true
            if !client.send(bytes, loop) { close() }
        case .proven(let keys, let final):
            guard let secret else { throw .passwordFailed(user: opening.user) }
            begin(with: secret.credential(keys), offer, final, opening)
        }
    }

    // MARK: the server's messages

    private func begin(
        with credential: ScramClient.Credential, _ offer: SASLOffer, _ final: [UInt8], _ opening: Opening
    ) {
        do throws(ScramClientError) {
            let exchange = try ScramClient(
                offer: offer, credential: credential, channelBinding: server?.tls?.peerCertificate?.serverEndPoint)
            opening.sasl = .server(exchange, final: final)
            sendToServer(exchange.initialResponse)
        } catch {
            serverRefused(error)
        }
    }

    /// Takes an Authentication message that answers the proxy itself; what the client gets for it.
    func mediate(
        answer message: MessageAssembler.Message, _ exchange: ScramClient, final: [UInt8], _ opening: Opening
    ) -> [UInt8] {
        var exchange = exchange
        do throws(ScramClientError) {
            switch try exchange.receive(message.body) {
            case .send(let bytes): sendToServer(bytes)
            case .proceed: break
            case .authenticated:
                opening.sasl = .none
                return admit(opening) ? final + message.bytes : []
            }
            opening.sasl = .server(exchange, final: final)
        } catch {
            serverRefused(error)
        }
        return []
    }

    private func serverRefused(_ error: ScramClientError) {
        if error == .outdatedVerifier, let opening { opening.settings.scram?.forget(opening.user) }
        Log.shared.limited("scram.\(settings.name)", every: 10).error(
            "login at the upstream failed", ["proxy": settings.name, "reason": "\(error)"])
        refuse("28000", "proxy \(settings.name) could not log in at upstream \(settings.upstreamName): \(error)")
    }
}
