/// Why the sensor's own connection to a server failed.
public enum BackendError: Error, Sendable, Equatable {
    /// The server cannot be reached, or the connection broke.
    case connection(String)
    /// It did not answer in time; what was waited for.
    case timeout(String)
    /// There is no TLS, or not with this certificate.
    case tls(String)
    /// The server wants what we cannot or will not give, or did not prove who it is.
    case authentication(String)
    /// The server's own error.
    case server(sqlstate: String, message: String)
    /// The server does not keep to the protocol.
    case protocolViolation(String)

    /// The SQLSTATE of an error that the server reported.
    public var sqlstate: String? {
        if case .server(let sqlstate, _) = self { sqlstate } else { nil }
    }
}

extension BackendError: CustomStringConvertible {
    /// What went wrong, for the log.
    public var description: String {
        switch self {
        case .connection(let reason), .tls(let reason), .authentication(let reason): reason
        case .timeout(let what): "timeout: \(what)"
        case .server(let sqlstate, let message): "\(message) (\(sqlstate))"
        case .protocolViolation(let reason): "the server broke the protocol: \(reason)"
        }
    }
}
