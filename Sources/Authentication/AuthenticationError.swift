public import PostgresWire

/// Why a client is not let in, in the words that PostgreSQL has for it.
public struct AuthenticationError: Error, Sendable, Equatable {
    /// The SQLSTATE.
    public let sqlstate: String
    /// The message.
    public let message: String
    /// More about it.
    public let detail: String?

    /// An error to refuse a login with.
    public init(sqlstate: String, message: String, detail: String? = nil) {
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
    }

    /// The error as PostgreSQL sends it before it closes the connection.
    public var fields: ErrorFields {
        ErrorFields(severity: "FATAL", sqlstate: sqlstate, message: message, detail: detail)
    }
}

extension AuthenticationError {
    /// What a client with a wrong password is told, and just so one with a user name that does not exist.
    public static func passwordFailed(user: String) -> AuthenticationError {
        AuthenticationError(sqlstate: "28P01", message: "password authentication failed for user \"\(user)\"")
    }

    /// A client that sent another message where its response was due.
    public static func expectedResponse(messageType: UInt8) -> AuthenticationError {
        protocolViolation("expected SASL response, got message type \(messageType)")
    }

    static func protocolViolation(_ message: String, detail: String? = nil) -> AuthenticationError {
        AuthenticationError(sqlstate: "08P01", message: message, detail: detail)
    }

    static func malformed(_ detail: String) -> AuthenticationError {
        protocolViolation("malformed SCRAM message", detail: detail)
    }
}

extension AuthenticationError: CustomStringConvertible {
    /// Message and detail, for the log.
    public var description: String { detail.map { "\(message): \($0)" } ?? message }
}
