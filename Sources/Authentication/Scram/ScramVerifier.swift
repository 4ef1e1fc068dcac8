import Bytes
import TLS

/// What a server keeps of a password for SCRAM-SHA-256: enough to check a proof, not enough to make one.
public struct ScramVerifier: Sendable, Equatable {
    /// Why there is no verifier.
    public enum Failure: Error, Sendable, Equatable {
        /// A text that is no verifier, and what is wrong with it.
        case malformed(String)
        /// A password that SASLprep (RFC 4013) would or might change.
        case unpreparedPassword
    }

    /// What PostgreSQL takes for a new password.
    public static let usualIterations = 4096
    /// More than anybody has; each of them costs time.
    public static let mostIterations = 10_000_000
    static let keyLength = 32
    static let saltLength = 16

    /// How often the password is hashed.
    public let iterations: Int
    let salt: [UInt8]
    let storedKey: [UInt8]
    let serverKey: [UInt8]

    init(iterations: Int, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]) {
        self.iterations = iterations
        self.salt = salt
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// Reads `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, as `pg_authid.rolpassword` has it.
    public init(_ text: String) throws(Failure) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual(SASLOffer.scram.utf8) else {
            throw .malformed("it is not SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>")
        }
        let (first, second) = (Self.pair(parts[1]), Self.pair(parts[2]))
        guard let iterations = ScramReader.number(first.0), (1...Self.mostIterations).contains(iterations) else {
            throw .malformed("its iterations are not a number from 1 to \(Self.mostIterations)")
        }
        guard let salt = Base64.decode(first.1), !salt.isEmpty else { throw .malformed("its salt is not base64") }
        guard let storedKey = Base64.decode(second.0), storedKey.count == Self.keyLength,
            let serverKey = Base64.decode(second.1), serverKey.count == Self.keyLength
        else { throw .malformed("its keys are not \(Self.keyLength) bytes in base64 each") }
        self.init(iterations: iterations, salt: salt, storedKey: storedKey, serverKey: serverKey)
    }

    /// Both sides of the first colon; the second is empty when there is none.
    private static func pair(_ bytes: Substring.UTF8View) -> (Substring.UTF8View, Substring.UTF8View) {
        let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        return (bytes[..<end], bytes[end...].dropFirst())
    }

    /// Makes one from a password, with a salt of its own.
    public init(password: String, iterations: Int = usualIterations) throws(Failure) {
        try self.init(password: password, salt: randomBytes(Self.saltLength), iterations: iterations)
    }

    init(password: String, salt: [UInt8], iterations: Int) throws(Failure) {
        guard PasswordPreparation.isNeedless(password) else { throw .unpreparedPassword }
        let keys = ScramKeys(password: password, salt: salt, iterations: iterations)
        self = keys.verifier
    }

    /// The text that the server stores.
    public var encoded: String {
        let keys = "\(Base64.encode(storedKey)):\(Base64.encode(serverKey))"
        return "\(SASLOffer.scram)$\(iterations):\(Base64.encode(salt))$\(keys)"
    }
}

extension ScramVerifier {
    /// A salt that is always the same for a user and looks as if it were random.
    static func salt(user: String, secret: [UInt8]) -> [UInt8] {
        Array(Digest.hmacSHA256(key: secret, Array("salt of \(user)".utf8)).prefix(saltLength))
    }

    /// What stands in for the verifier of a user who has none, so that nobody can tell; no proof fits it.
    static func mock(user: String, secret: [UInt8], iterations: Int) -> ScramVerifier {
        ScramVerifier(
            iterations: iterations, salt: salt(user: user, secret: secret),
            storedKey: Digest.hmacSHA256(key: secret, Array("stored key of \(user)".utf8)),
            serverKey: Digest.hmacSHA256(key: secret, Array("server key of \(user)".utf8)))
    }
}

extension ScramVerifier: CustomStringConvertible, CustomReflectable {
    /// The iterations; a log holds no more of it.
    public var description: String { "\(SASLOffer.scram)$\(iterations):********" }
    /// Nothing: a dump shows no key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ScramVerifier.Failure: CustomStringConvertible {
    /// What is wrong, without the secret.
    public var description: String {
        switch self {
        case .malformed(let reason): "the verifier is not valid: \(reason)"
        case .unpreparedPassword:
            "the password has characters that SASLprep may change: give its verifier, SCRAM-SHA-256$…, instead"
        }
    }
}

/// Random bytes, fit for secrets: the generator reads the kernel's.
func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
