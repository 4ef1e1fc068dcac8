import Bytes
import PostgresWire
import TLS

/// The client's side of one SCRAM-SHA-256 exchange: logs in to a server, and makes the server prove that it knows the
/// user's verifier. After an error the exchange is over.
public struct ScramClient: Sendable {
    /// What the client proves its identity with.
    public enum Credential: Sendable {
        /// The password.
        case password(String)
        /// The keys that a `ScramServer` found in another client's proof.
        case keys(ScramKeys)
    }

    /// What follows from a server's message.
    public enum Step: Sendable, Equatable {
        /// A SASLResponse to send.
        case send([UInt8])
        /// The server proved that it knows the verifier; AuthenticationOk is next.
        case proceed
        /// AuthenticationOk.
        case authenticated
    }

    private enum State {
        case first
        case final(ScramVerifier, authMessage: [UInt8])
        case proven, finished
    }

    /// The SASLInitialResponse that begins the exchange.
    public let initialResponse: [UInt8]
    /// The mechanism that was chosen.
    public let mechanism: String
    private let credential: Credential
    private let header: [UInt8]
    private let bareFirst: [UInt8]
    private let nonce: [UInt8]
    private let channelBinding: [UInt8]
    private var state = State.first

    /// An exchange with a server that made an offer. `channelBinding` is the `tls-server-end-point` data of the
    /// server's certificate, nil on a connection without TLS or with a certificate that has none.
    public init(
        offer: SASLOffer, credential: Credential, channelBinding: [UInt8]? = nil
    ) throws(ScramClientError) {
        let nonce = Array(Base64.encode(randomBytes(18)).utf8)
        try self.init(offer: offer, credential: credential, channelBinding: channelBinding, user: "", nonce: nonce)
    }

    init(
        offer: SASLOffer, credential: Credential, channelBinding: [UInt8]?, user: String, nonce: [UInt8]
    ) throws(ScramClientError) {
        if case .password(let password) = credential, !PasswordPreparation.isNeedless(password) {
            throw .unpreparedPassword
        }
        if channelBinding != nil && offer.mechanisms.contains(SASLOffer.scramPlus) {
            (mechanism, header) = (SASLOffer.scramPlus, Array("p=tls-server-end-point,,".utf8))
            self.channelBinding = channelBinding ?? []
        } else if offer.mechanisms.contains(SASLOffer.scram) {
            // `y` tells the server that we would bind, so that it notices when somebody changed its offer.
            (mechanism, header) = (SASLOffer.scram, Array((channelBinding == nil ? "n,," : "y,,").utf8))
            self.channelBinding = []
        } else {
            throw .noMechanism(offer.mechanisms)
        }
        self.credential = credential
        self.nonce = nonce
        bareFirst = Array("n=\(user),r=".utf8) + nonce
        initialResponse = SASLInitialResponse(mechanism: mechanism, data: header + bareFirst).encoded
    }

    /// Takes the body of an Authentication message.
    public mutating func receive(_ body: [UInt8]) throws(ScramClientError) -> Step {
        let current = state
        state = .finished
        let data = Array(body.dropFirst(4))
        switch (current, AuthenticationRequest(body: body)) {
        case (.first, .saslContinue): return .send(try respond(data))
        case (.final(let verifier, let authMessage), .saslFinal):
            try Self.verify(data, verifier, authMessage)
            state = .proven
            return .proceed
        case (.proven, .ok): return .authenticated
        case (_, .ok): throw .missingServerFinal
        default: throw .unexpectedMessage
        }
    }

    private mutating func respond(_ data: [UInt8]) throws(ScramClientError) -> [UInt8] {
        let first = try ScramServerFirst(data, clientNonce: nonce)
        let keys = try keys(first)
        let binding = Base64.encode(header + channelBinding)
        let withoutProof = Array("c=\(binding),r=".utf8) + first.nonce
        let authMessage = bareFirst + [0x2c] + data + [0x2c] + withoutProof
        state = .final(keys.verifier, authMessage: authMessage)
        let final = withoutProof + Array(",p=\(Base64.encode(keys.proof(authMessage)))".utf8)
        return MessageEncoding.message(FrontendMessage.password, final)
    }

    private func keys(_ first: ScramServerFirst) throws(ScramClientError) -> ScramKeys {
        switch credential {
        case .password(let password):
            return ScramKeys(password: password, salt: first.salt, iterations: first.iterations)
        case .keys(let keys):
            // The ClientKey fits one salt and number of iterations alone.
            guard keys.verifier.salt == first.salt, keys.verifier.iterations == first.iterations else {
                throw .outdatedVerifier
            }
            return keys
        }
    }

    private static func verify(
        _ data: [UInt8], _ verifier: ScramVerifier, _ authMessage: [UInt8]
    ) throws(ScramClientError) {
        let attribute: (name: UInt8, value: [UInt8])
        do throws(AuthenticationError) {
            var reader = ScramReader(data)
            attribute = try reader.attribute()
        } catch {
            throw .malformed(error.detail ?? error.message)
        }
        if attribute.name == UInt8(ascii: "e") { throw .refused(ScramReader.shown(attribute.value)) }
        guard attribute.name == UInt8(ascii: "v"), let signature = Base64.decode(attribute.value) else {
            throw .malformed("no signature in server-final-message")
        }
        guard Digest.areEqual(signature, ScramKeys.serverSignature(verifier, authMessage)) else {
            throw .wrongServerSignature
        }
    }
}

extension ScramClient.Credential: CustomStringConvertible, CustomReflectable {
    /// Asterisks.
    public var description: String { "********" }
    /// Nothing: a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A server's first SCRAM message: `r=nonce,s=salt,i=iterations`.
struct ScramServerFirst {
    let nonce: [UInt8]
    let salt: [UInt8]
    let iterations: Int

    init(_ message: [UInt8], clientNonce: [UInt8]) throws(ScramClientError) {
        var reader = ScramReader(message)
        let values: (nonce: [UInt8], salt: [UInt8], iterations: [UInt8])
        do throws(AuthenticationError) {
            values = (try reader.value(of: "r"), try reader.value(of: "s"), try reader.value(of: "i"))
            // Extensions that are not known are to be ignored.
            while !reader.rest.isEmpty { _ = try reader.attribute() }
        } catch {
            throw .malformed(error.detail ?? error.message)
        }
        guard values.nonce.starts(with: clientNonce), values.nonce.count > clientNonce.count,
            ScramReader.isPrintable(values.nonce)
        else { throw .wrongNonce }
        guard let salt = Base64.decode(values.salt), !salt.isEmpty else { throw .malformed("the salt is not base64") }
        guard let iterations = ScramReader.number(values.iterations),
            (1...ScramVerifier.mostIterations).contains(iterations)
        else { throw .iterations(ScramReader.shown(values.iterations)) }
        (nonce, self.salt, self.iterations) = (values.nonce, salt, iterations)
    }
}
