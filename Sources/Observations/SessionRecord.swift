/// One client connection, told when it ended.
public struct SessionRecord: Sendable {
    /// Who it was; the application is the last that the session set.
    public let dimensions: DimensionSet
    /// The client's port; 0 for a Unix socket.
    public let clientPort: UInt16
    /// Process id of the backend, 0 when the login failed.
    public let backendPID: UInt32
    /// How the client logged in: `trust` (or a method that the wire does not show), `password`, `md5`, `scram-sha-256`,
    /// `gss`, `sspi`; empty when it never got so far.
    public let authentication: String
    /// The version of TLS on the client's leg; empty for none.
    public let tls: String
    /// How it ended: `00000`, or the SQLSTATE of the FATAL error that ended it.
    public let sqlstate: SQLState
    /// When it began, in seconds since 1970 UTC.
    public let started: UInt64
    /// Statements executed.
    public let statements: UInt64
    /// Bytes from the client.
    public let bytesIn: UInt64
    /// Bytes from the server.
    public let bytesOut: UInt64
    /// How long it lasted, in microseconds.
    public let duration: UInt64

    /// A record of a session.
    public init(
        dimensions: DimensionSet, clientPort: UInt16, backendPID: UInt32, authentication: String, tls: String,
        sqlstate: SQLState, started: UInt64, statements: UInt64, bytesIn: UInt64, bytesOut: UInt64, duration: UInt64
    ) {
        self.dimensions = dimensions
        self.clientPort = clientPort
        self.backendPID = backendPID
        self.authentication = authentication
        self.tls = tls
        self.sqlstate = sqlstate
        self.started = started
        self.statements = statements
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.duration = duration
    }
}
