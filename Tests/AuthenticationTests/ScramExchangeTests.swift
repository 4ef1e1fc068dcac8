import Testing

@testable import Authentication

@Suite struct ScramExchangeTests {
    private let secret: [UInt8] = Array("secret".utf8)

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private let clientNonce = "rOprNGfwEbeRWgbNEkqO"
    private let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    private let serverFirst =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    private let clientFinal =
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    private let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

    @Test func `The server says what RFC 7677's example says`() throws {
        var server = ScramServer(
            user: "user", verifier: try ScramVerifier(ScramVerifierTests.pencil), isDoomed: false, channelBinding: nil,
            nonce: bytes(serverNonce))
        let response = SASLInitialResponse(mechanism: SASLOffer.scram, data: bytes("n,,n=user,r=\(clientNonce)"))
        guard case .challenge(let challenge) = try server.receive(Exchange.body(response.encoded)) else {
            Issue.record("no challenge")
            return
        }
        #expect(challenge.dropFirst(9).elementsEqual(bytes(serverFirst)))
        guard case .proven(_, let final) = try server.receive(bytes(clientFinal)) else {
            Issue.record("no proof")
            return
        }
        #expect(final == [0x52, 0, 0, 0, 54, 0, 0, 0, 12] + bytes(serverFinal))
    }

    @Test func `The client says what RFC 7677's example says`() throws {
        var client = try ScramClient(
            offer: SASLOffer(mechanisms: [SASLOffer.scram]), credential: .password("pencil"), channelBinding: nil,
            user: "user", nonce: bytes(clientNonce))
        let first = "n,,n=user,r=\(clientNonce)"
        #expect(try SASLInitialResponse(body: Exchange.body(client.initialResponse)).data == bytes(first))
        #expect(client.initialResponse.count == 5 + SASLOffer.scram.utf8.count + 5 + first.utf8.count)
        guard case .send(let final) = try client.receive([0, 0, 0, 11] + bytes(serverFirst)) else {
            Issue.record("no response")
            return
        }
        #expect(final[0] == 0x70)
        #expect(final.dropFirst(5).elementsEqual(bytes(clientFinal)))
        #expect(try client.receive([0, 0, 0, 12] + bytes(serverFinal)) == .proceed)
    }

    @Test(arguments: [nil, [1, 2, 3]] as [[UInt8]?])
    func `A password is proven, and its key proves it again`(binding: [UInt8]?) throws {
        let verifier = try ScramVerifier(password: "pencil")
        var server = ScramServer(user: "u", verifier: verifier, secret: secret, channelBinding: binding)
        var client = try ScramClient(offer: server.offer, credential: .password("pencil"), channelBinding: binding)
        #expect(client.mechanism == (binding == nil ? SASLOffer.scram : SASLOffer.scramPlus))
        let keys = try Exchange.run(&server, &client)
        var second = ScramServer(user: "u", verifier: verifier, secret: secret, channelBinding: binding)
        var again = try ScramClient(offer: second.offer, credential: .keys(keys), channelBinding: binding)
        _ = try Exchange.run(&second, &again)
    }

    @Test func `A wrong password and an unknown user fail alike`() throws {
        for verifier in [try ScramVerifier(password: "pencil"), nil] {
            var server = ScramServer(user: "u", verifier: verifier, secret: secret)
            var client = try ScramClient(offer: server.offer, credential: .password("eraser"))
            #expect(throws: AuthenticationError.passwordFailed(user: "u")) { try Exchange.run(&server, &client) }
            #expect(throws: AuthenticationError.self) { try server.receive([]) }
        }
        #expect(AuthenticationError.passwordFailed(user: "u").sqlstate == "28P01")
    }

    @Test func `An unknown user has a salt of their own that stays`() throws {
        func challenge(_ user: String, _ secret: [UInt8], _ iterations: Int) throws -> ScramServerFirst {
            var server = ScramServer(user: user, verifier: nil, secret: secret, mockIterations: iterations)
            let client = try ScramClient(offer: server.offer, credential: .password("x"))
            guard case .challenge(let message) = try server.receive(Exchange.body(client.initialResponse)) else {
                preconditionFailure("a challenge comes first")
            }
            return try ScramServerFirst(Array(message.dropFirst(9)), clientNonce: [])
        }
        let first = try challenge("u", secret, 4096)
        #expect(try challenge("u", secret, 4096).salt == first.salt)
        #expect(try challenge("u", secret, 4096).nonce != first.nonce)
        #expect(try challenge("v", secret, 4096).salt != first.salt)
        #expect(try challenge("u", [1], 4096).salt != first.salt)
        #expect(first.salt.count == 16)
        #expect(first.iterations == 4096)
        #expect(try challenge("u", secret, 77).iterations == 77)
        // A user with a password in a list has the same salt as if there were no such user.
        let stored = try StoredSecret(user: "u", password: "x", secret: secret)
        #expect(stored.verifier.salt == first.salt)
    }

    @Test func `Even the mock keys of an unknown user open nothing`() throws {
        let mock = try ScramVerifier(password: "pencil")
        var server = ScramServer(
            user: "u", verifier: mock, isDoomed: true, channelBinding: nil, nonce: Array("nonce".utf8))
        var client = try ScramClient(offer: server.offer, credential: .password("pencil"))
        #expect(throws: AuthenticationError.passwordFailed(user: "u")) { try Exchange.run(&server, &client) }
    }

    @Test func `wire 18: an offer without -PLUS that the server did not make is noticed`() throws {
        var server = ScramServer(user: "u", verifier: nil, secret: secret, channelBinding: [1])
        var client = try ScramClient(
            offer: server.offer.withoutChannelBinding, credential: .password("x"), channelBinding: [1])
        let error = #expect(throws: AuthenticationError.self) { try Exchange.run(&server, &client) }
        #expect(error?.sqlstate == "28000")
        #expect(error?.message == "SCRAM channel binding negotiation error")
        #expect(
            error?.detail == "The client supports SCRAM channel binding but thinks the server does not.  "
                + "However, this server does support channel binding.")
    }

    @Test func `wire 18: another certificate is noticed`() throws {
        let verifier = try ScramVerifier(password: "pencil")
        var server = ScramServer(user: "u", verifier: verifier, secret: secret, channelBinding: [1])
        var client = try ScramClient(offer: server.offer, credential: .password("pencil"), channelBinding: [2])
        let error = #expect(throws: AuthenticationError.self) { try Exchange.run(&server, &client) }
        #expect(error == .init(sqlstate: "28000", message: "SCRAM channel binding check failed"))
    }

    @Test func `A client without channel binding gets in where it is offered`() throws {
        let verifier = try ScramVerifier(password: "pencil")
        var server = ScramServer(user: "u", verifier: verifier, secret: secret, channelBinding: [1])
        var client = try ScramClient(offer: server.offer, credential: .password("pencil"))
        _ = try Exchange.run(&server, &client)
    }

    @Test func `A client that lets the server begin`() throws {
        var server = ScramServer(user: "u", verifier: nil, secret: secret)
        let waiting = SASLInitialResponse(mechanism: SASLOffer.scram, data: nil)
        guard case .challenge([0x52, 0, 0, 0, 8, 0, 0, 0, 11]) = try server.receive(Exchange.body(waiting.encoded))
        else {
            Issue.record("no empty challenge")
            return
        }
        guard case .challenge = try server.receive(bytes("n,,n=,r=abc")) else {
            Issue.record("no challenge")
            return
        }
    }

    @Test func `Damaged messages are refused, whatever they are`() throws {
        var random = SeededGenerator(state: 7)
        let verifier = try ScramVerifier(password: "pencil", iterations: 1)
        for round in 0..<3000 {
            let binding: [UInt8]? = round % 2 == 0 ? nil : [1, 2]
            var server = ScramServer(user: "u", verifier: verifier, secret: secret, channelBinding: binding)
            var client = try ScramClient(
                offer: server.offer, credential: .password("pencil"), channelBinding: binding)
            let damaged = Int.random(in: 0..<4, using: &random)
            func pass(_ index: Int, _ message: [UInt8]) -> [UInt8] {
                let body = Exchange.body(message)
                return index == damaged ? random.damage(body) : body
            }
            do {
                guard case .challenge(let challenge) = try server.receive(pass(0, client.initialResponse)) else {
                    continue
                }
                guard case .send(let final) = try client.receive(pass(1, challenge)) else { continue }
                guard case .proven(_, let signature) = try server.receive(pass(2, final)) else { continue }
                _ = try client.receive(pass(3, signature))
                // Only what nobody signs may have changed: the mechanism's name of a client that waits, base64's rest.
            } catch is AuthenticationError {
            } catch is ScramClientError {
            }
        }
    }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 29) &* 0xbf58_476d_1ce4_e5b9
    }

    /// Changes, removes, repeats or inserts some bytes.
    mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<3, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            let special = Array(",=\0pryncsi$:\"".utf8) + [0xff, 0x80]
            switch Int.random(in: 0..<5, using: &self) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(special.randomElement(using: &self)!, at: place)
            case 3: bytes.insert(contentsOf: bytes[place...], at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
