/// A sampled text of a statement, as the client sent it: secrets are still in it, so it is redacted before it is kept.
public final class StatementText: Sendable {
    /// The fingerprint of the text.
    public let fingerprint: UInt64
    /// Number of the verb, as SQLText has it.
    public let verb: UInt8
    /// The bytes, in the session's encoding, at most `StatementText.longest`.
    public let sql: [UInt8]
    /// The statement's whole length in bytes, which is more than `sql.count` when it was cut.
    public let length: Int
    /// The session's client_encoding, as the server names it.
    public let encoding: String
    /// Whether backslashes in plain strings are literal.
    public let standardStrings: Bool
    /// Whether a password stands in it.
    public let containsSecret: Bool
    /// Values of the Bind message, where they were asked for: nil for NULL.
    public let parameters: [[UInt8]?]?
    /// Whether the text itself may be kept, not only its normalized form.
    public let keepsText: Bool
    /// When it was sent, in seconds since 1970 UTC.
    public let time: UInt64

    /// The most bytes of one text that are ever held.
    public static let longest = 64 * 1024

    /// A sampled text.
    public init(
        fingerprint: UInt64, verb: UInt8, sql: [UInt8], length: Int, encoding: String, standardStrings: Bool,
        containsSecret: Bool, parameters: [[UInt8]?]?, keepsText: Bool, time: UInt64
    ) {
        self.fingerprint = fingerprint
        self.verb = verb
        self.sql = sql
        self.length = length
        self.encoding = encoding
        self.standardStrings = standardStrings
        self.containsSecret = containsSecret
        self.parameters = parameters
        self.keepsText = keepsText
        self.time = time
    }
}

extension StatementText {
    /// The same text, executed at another time with values for its parameters.
    public func with(parameters: [[UInt8]?], time: UInt64) -> StatementText {
        StatementText(
            fingerprint: fingerprint, verb: verb, sql: sql, length: length, encoding: encoding,
            standardStrings: standardStrings, containsSecret: containsSecret, parameters: parameters,
            keepsText: keepsText, time: time)
    }
}
