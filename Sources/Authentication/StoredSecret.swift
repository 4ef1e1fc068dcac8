/// What a proxy needs of a user who logs in through it: the verifier for the client's proof and, where it is known, the
/// password for the server.
public struct StoredSecret: Sendable {
    /// What the client's proof is checked with.
    public let verifier: ScramVerifier
    private let password: String?

    /// A verifier, as the server has it too.
    public init(verifier: ScramVerifier) {
        self.verifier = verifier
        password = nil
    }

    /// A password, with a verifier made from it. Its salt is the user's mock salt, so that it tells nobody that there
    /// is such a user.
    public init(
        user: String, password: String, secret: [UInt8], iterations: Int = ScramVerifier.usualIterations
    ) throws(ScramVerifier.Failure) {
        let salt = ScramVerifier.salt(user: user, secret: secret)
        verifier = try ScramVerifier(password: password, salt: salt, iterations: iterations)
        self.password = password
    }

    /// What logs in to the server after the client has proved its password.
    public func credential(_ keys: ScramKeys) -> ScramClient.Credential {
        password.map { .password($0) } ?? .keys(keys)
    }
}

extension StoredSecret: CustomStringConvertible, CustomReflectable {
    /// Asterisks.
    public var description: String { "********" }
    /// Nothing: a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
