/// One executed statement, for those who watch statements as they happen. Made only while somebody watches.
public struct StatementEvent: Sendable {
    /// Who executed it.
    public let dimensions: DimensionSet
    /// Number of the session, unique while the sensor runs.
    public let session: UInt64
    /// Identity of the statement's shape.
    public let fingerprint: UInt64
    /// Number of the verb, as SQLText has it.
    public let verb: UInt8
    /// The text, or nil when it was not at hand and the normalized one has to serve.
    public let text: StatementText?
    /// When it ended, in microseconds since 1970 UTC.
    public let time: UInt64
    /// How long it took, in microseconds.
    public let duration: UInt64
    /// Rows returned or changed.
    public let rows: UInt64
    /// Bytes from the client.
    public let bytesIn: UInt64
    /// Bytes from the server.
    public let bytesOut: UInt64
    /// SQLSTATE of the outcome.
    public let sqlstate: SQLState

    /// An executed statement.
    public init(
        dimensions: DimensionSet, session: UInt64, fingerprint: UInt64, verb: UInt8, text: StatementText?, time: UInt64,
        duration: UInt64, rows: UInt64, bytesIn: UInt64, bytesOut: UInt64, sqlstate: SQLState
    ) {
        self.dimensions = dimensions
        self.session = session
        self.fingerprint = fingerprint
        self.verb = verb
        self.text = text
        self.time = time
        self.duration = duration
        self.rows = rows
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.sqlstate = sqlstate
    }
}
