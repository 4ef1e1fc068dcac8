import TLS

/// The key that proves a password to every server that has its verifier, and that verifier.
///
/// It lives in memory for the time of a login, and nowhere else.
public struct ScramKeys: Sendable {
    let clientKey: [UInt8]
    let verifier: ScramVerifier

    init(clientKey: [UInt8], verifier: ScramVerifier) {
        self.clientKey = clientKey
        self.verifier = verifier
    }

    /// Hashes a password, which is the slow part of SCRAM.
    init(password: String, salt: [UInt8], iterations: Int) {
        let salted = Digest.pbkdf2SHA256(password: Array(password.utf8), salt: salt, iterations: iterations)
        let clientKey = Digest.hmacSHA256(key: salted, Array("Client Key".utf8))
        self.init(
            clientKey: clientKey,
            verifier: ScramVerifier(
                iterations: iterations, salt: salt, storedKey: Digest.sha256(clientKey),
                serverKey: Digest.hmacSHA256(key: salted, Array("Server Key".utf8))))
    }

    /// The ClientKey that is hidden in a proof, when it is the one that the verifier was made from.
    init?(proof: [UInt8], verifier: ScramVerifier, authMessage: [UInt8]) {
        precondition(proof.count == ScramVerifier.keyLength, "a proof has the length of a key")
        let signature = Digest.hmacSHA256(key: verifier.storedKey, authMessage)
        let clientKey = zip(proof, signature).map { $0 ^ $1 }
        guard Digest.areEqual(Digest.sha256(clientKey), verifier.storedKey) else { return nil }
        self.init(clientKey: clientKey, verifier: verifier)
    }

    /// What a client proves its password with.
    func proof(_ authMessage: [UInt8]) -> [UInt8] {
        zip(clientKey, Digest.hmacSHA256(key: verifier.storedKey, authMessage)).map { $0 ^ $1 }
    }

    /// What a server proves its verifier with.
    static func serverSignature(_ verifier: ScramVerifier, _ authMessage: [UInt8]) -> [UInt8] {
        Digest.hmacSHA256(key: verifier.serverKey, authMessage)
    }
}

extension ScramKeys: CustomStringConvertible, CustomReflectable {
    /// Asterisks.
    public var description: String { "********" }
    /// Nothing: a dump shows no key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
