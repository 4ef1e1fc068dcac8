import Bytes
import PostgresWire

@testable import Authentication

/// Both sides of SCRAM with messages that nobody sends, and an honest exchange of which one byte was changed.
enum ScramTarget {
    private static let salt = [UInt8](repeating: 7, count: 16)
    private static let nonce = Array("servers-nonce".utf8)
    private static let binding = [UInt8](repeating: 9, count: 32)
    private static let keys = ScramKeys(password: "secret", salt: salt, iterations: 1)

    static func run(_ input: [UInt8]) {
        guard let flags = input.first else { return }
        let rest = input.dropFirst()
        let end = rest.firstIndex(of: 0xff) ?? rest.endIndex
        let first = Array(rest[..<end])
        let second = Array(rest[end...].dropFirst())
        let isBound = flags & 2 != 0
        switch flags >> 2 & 3 {
        case 0: serve(first, second, isBound: isBound, isDoomed: flags & 1 != 0)
        case 1: ask(first, second, isBound: isBound)
        case 2: exchange(change: first, isBound: isBound)
        default: read(Array(rest))
        }
    }

    private static func server(isBound: Bool, isDoomed: Bool) -> ScramServer {
        ScramServer(
            user: "user", verifier: keys.verifier, isDoomed: isDoomed, channelBinding: isBound ? binding : nil,
            nonce: nonce)
    }

    /// A client that does not know the password.
    private static func serve(_ first: [UInt8], _ second: [UInt8], isBound: Bool, isDoomed: Bool) {
        var server = server(isBound: isBound, isDoomed: isDoomed)
        let mechanism = isBound ? SASLOffer.scramPlus : SASLOffer.scram
        let begun = SASLInitialResponse(mechanism: mechanism, data: first).encoded
        for message in [first, Array(begun.dropFirst(5)), second, second] {
            if case .proven? = try? server.receive(message) {
                fatalError("does not hold: nobody gets in without the password")
            }
        }
    }

    /// A server that does not know the verifier.
    private static func ask(_ first: [UInt8], _ second: [UInt8], isBound: Bool) {
        let offer = SASLOffer(mechanisms: [SASLOffer.scramPlus, SASLOffer.scram])
        guard
            var client = try? ScramClient(
                offer: offer, credential: .keys(keys), channelBinding: isBound ? binding : nil, user: "", nonce: [0x61])
        else { return }
        _ = try? client.receive(Array(AuthenticationRequest.saslContinue.message(first).dropFirst(5)))
        for message in [Array(AuthenticationRequest.saslFinal.message(second).dropFirst(5)), second] {
            if let step = try? client.receive(message), step == .proceed || step == .authenticated {
                fatalError("does not hold: no server is believed that does not know the verifier")
            }
        }
    }

    /// An honest exchange, until a byte of a message is changed: number of the message, place, value.
    private static func exchange(change: [UInt8], isBound: Bool) {
        var server = server(isBound: isBound, isDoomed: false)
        guard
            var client = try? ScramClient(
                offer: server.offer, credential: .keys(keys), channelBinding: isBound ? binding : nil, user: "",
                nonce: Array("clients-nonce".utf8))
        else { fatalError("does not hold: the client takes the offer") }
        var (isChanged, isAccepted) = (false, false)
        let spoil: (Int, [UInt8]) -> [UInt8] = { number, message in
            guard change.count >= 3, Int(change[0] % 4) == number else { return message }
            var spoilt = message
            let place = 5 + Int(change[1]) % (message.count - 5)
            isChanged = spoilt[place] != change[2]
            // The proof's last digit has bits that belong to no byte; PostgreSQL does not look at them either.
            isAccepted = number == 2 && place == message.count - 2
            spoilt[place] = change[2]
            return spoilt
        }
        guard case .challenge(let challenge)? = try? server.receive(body(spoil(0, client.initialResponse))),
            case .send(let proof)? = try? client.receive(body(spoil(1, challenge))),
            case .proven(let found, let final)? = try? server.receive(body(spoil(2, proof)))
        else {
            hold(isChanged, "an honest client gets in")
            return
        }
        hold(found.clientKey == keys.clientKey, "the key is the client's")
        hold(!isChanged || isAccepted, "a changed exchange fails")
        let end = try? client.receive(body(spoil(3, final)))
        hold(end == .proceed || isChanged, "an honest server is believed")
    }

    private static func body(_ message: [UInt8]) -> [UInt8] { Array(message.dropFirst(5)) }

    /// Verifiers and lists of users.
    private static func read(_ text: [UInt8]) {
        if let verifier = try? ScramVerifier(String(decoding: text, as: UTF8.self)) {
            hold((try? ScramVerifier(verifier.encoded)) == verifier, "a verifier is the same when written again")
        }
        if let list = try? Userlist(text, file: "list") {
            hold(list.users.allSatisfy { list[$0] != nil && !$0.isEmpty }, "a list has the users that it names")
        }
        if let decoded = Base64.decode(text) {
            hold(Base64.decode(Array(Base64.encode(decoded).utf8)) == decoded, "bytes are the same when written again")
        }
    }
}
