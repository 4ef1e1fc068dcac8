import Bytes
import PostgresWire

/// The server's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), as PostgreSQL 15 does it.
///
/// It sends nothing itself. After an error the exchange is over.
public struct ScramServer: Sendable {
    /// What follows from a client's message.
    public enum Step: Sendable {
        /// An AuthenticationSASLContinue to send.
        case challenge([UInt8])
        /// The client proved its password. `final` is the AuthenticationSASLFinal to send when it is to be let in.
        case proven(ScramKeys, final: [UInt8])
    }

    private enum State {
        case mechanism, first
        case final(nonce: [UInt8], bareFirst: [UInt8], serverFirst: [UInt8])
        case finished
    }

    /// The longest message that PostgreSQL reads in an exchange, its length field included.
    public static let longestMessage = 1024

    private let user: String
    private let verifier: ScramVerifier
    private let isDoomed: Bool
    private let channelBinding: [UInt8]?
    private let nonce: [UInt8]
    private var state = State.mechanism
    private var bindsChannel = false
    private var flag: UInt8 = 0

    /// An exchange with a client that calls itself `user`.
    ///
    /// - Parameters:
    ///   - verifier: the user's; nil for a user who does not exist or has none. Such an exchange goes on as any other
    ///     and fails at its end. Its salt is derived from `secret`, which has to be the same for all exchanges.
    ///   - mockIterations: what a user without a verifier seems to have.
    ///   - channelBinding: the `tls-server-end-point` data of the connection's own certificate; nil when it has none.
    public init(
        user: String, verifier: ScramVerifier?, secret: [UInt8],
        mockIterations: Int = ScramVerifier.usualIterations, channelBinding: [UInt8]? = nil
    ) {
        let nonce = Array(Base64.encode(randomBytes(18)).utf8)
        // Made for every user, so that it takes the same time whether there is one.
        let mock = ScramVerifier.mock(user: user, secret: secret, iterations: mockIterations)
        self.init(
            user: user, verifier: verifier ?? mock, isDoomed: verifier == nil, channelBinding: channelBinding,
            nonce: nonce)
    }

    init(user: String, verifier: ScramVerifier, isDoomed: Bool, channelBinding: [UInt8]?, nonce: [UInt8]) {
        self.user = user
        self.verifier = verifier
        self.isDoomed = isDoomed
        self.channelBinding = channelBinding
        self.nonce = nonce
    }

    /// The mechanisms to offer before anything else.
    public var offer: SASLOffer {
        SASLOffer(mechanisms: channelBinding == nil ? [SASLOffer.scram] : [SASLOffer.scramPlus, SASLOffer.scram])
    }

    /// Takes the body of a client's message: first SASLInitialResponse, then SASLResponse.
    public mutating func receive(_ body: [UInt8]) throws(AuthenticationError) -> Step {
        let current = state
        state = .finished
        guard body.count + 4 <= Self.longestMessage else { throw .passwordFailed(user: user) }
        switch current {
        case .mechanism:
            // PostgreSQL looks at the mechanism before it reads on.
            if let end = body.firstIndex(of: 0) { try choose(Array(body[..<end])) }
            let response = try SASLInitialResponse(body: body)
            guard let data = response.data else {
                state = .first
                return .challenge(AuthenticationRequest.saslContinue.message())
            }
            return try challenge(data)
        case .first: return try challenge(body)
        case .final(let nonce, let bareFirst, let serverFirst):
            try Self.checkLength(body)
            return try verify(body, nonce: nonce, authMessage: bareFirst + [0x2c] + serverFirst + [0x2c])
        case .finished: throw .protocolViolation("invalid SCRAM exchange state")
        }
    }

    private mutating func choose(_ mechanism: [UInt8]) throws(AuthenticationError) {
        bindsChannel = channelBinding != nil && mechanism.elementsEqual(SASLOffer.scramPlus.utf8)
        guard bindsChannel || mechanism.elementsEqual(SASLOffer.scram.utf8) else {
            throw .protocolViolation("client selected an invalid SASL authentication mechanism")
        }
    }

    private static func checkLength(_ data: [UInt8]) throws(AuthenticationError) {
        guard !data.isEmpty else { throw .malformed("The message is empty.") }
        guard !data.contains(0) else { throw .malformed("Message length does not match input length.") }
    }

    private mutating func challenge(_ data: [UInt8]) throws(AuthenticationError) -> Step {
        try Self.checkLength(data)
        let first = try ScramClientFirst(data, bindsChannel: bindsChannel, offersBinding: channelBinding != nil)
        flag = first.flag
        let nonce = first.nonce + self.nonce
        let salted = ",s=\(Base64.encode(verifier.salt)),i=\(verifier.iterations)"
        let serverFirst = Array("r=".utf8) + nonce + Array(salted.utf8)
        state = .final(nonce: nonce, bareFirst: first.bare, serverFirst: serverFirst)
        return .challenge(AuthenticationRequest.saslContinue.message(serverFirst))
    }

    private func verify(
        _ data: [UInt8], nonce: [UInt8], authMessage beginning: [UInt8]
    ) throws(AuthenticationError) -> Step {
        let final = try ScramClientFinal(data) { binding throws(AuthenticationError) in try check(binding) }
        guard final.nonce == nonce else {
            throw .protocolViolation("invalid SCRAM response", detail: "Nonce does not match.")
        }
        let authMessage = beginning + final.withoutProof
        let keys = ScramKeys(proof: final.proof, verifier: verifier, authMessage: authMessage)
        guard let keys, !isDoomed else { throw .passwordFailed(user: user) }
        let signature = "v=" + Base64.encode(ScramKeys.serverSignature(verifier, authMessage))
        return .proven(keys, final: AuthenticationRequest.saslFinal.message(Array(signature.utf8)))
    }

    /// The client repeats its flag, now with the data of the channel, under the protection of its proof.
    private func check(_ binding: [UInt8]) throws(AuthenticationError) {
        if bindsChannel, let channelBinding {
            let expected = Base64.encode(Array("p=tls-server-end-point,,".utf8) + channelBinding)
            guard binding.elementsEqual(expected.utf8) else {
                throw AuthenticationError(sqlstate: "28000", message: "SCRAM channel binding check failed")
            }
        } else {
            guard binding.elementsEqual(Base64.encode([flag, 0x2c, 0x2c]).utf8) else {
                throw .protocolViolation("unexpected SCRAM channel-binding attribute in client-final-message")
            }
        }
    }
}
