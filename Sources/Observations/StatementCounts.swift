/// The counters of one (dimension set, fingerprint, SQLSTATE, latency) over about a second.
public struct StatementCounts: Sendable, Equatable {
    /// Position of the dimension set in the batch's list.
    public let dimensions: UInt32
    /// SQLSTATE of the outcome.
    public let sqlstate: SQLState
    /// Identity of the statement's shape; 0 for statements that were too many to keep apart.
    public let fingerprint: UInt64
    /// The latency bucket.
    public let latency: LatencyBucket
    /// Number of the verb, as SQLText has it.
    public let verb: UInt8
    /// How often it was executed.
    public var calls: UInt64
    /// Rows returned or changed.
    public var rows: UInt64
    /// Bytes from the client.
    public var bytesIn: UInt64
    /// Bytes from the server.
    public var bytesOut: UInt64
    /// Time spent, in nanoseconds.
    public var duration: UInt64

    /// A row of counters.
    @inlinable
    public init(
        dimensions: UInt32, sqlstate: SQLState, fingerprint: UInt64, latency: LatencyBucket, verb: UInt8, calls: UInt64,
        rows: UInt64, bytesIn: UInt64, bytesOut: UInt64, duration: UInt64
    ) {
        self.dimensions = dimensions
        self.sqlstate = sqlstate
        self.fingerprint = fingerprint
        self.latency = latency
        self.verb = verb
        self.calls = calls
        self.rows = rows
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.duration = duration
    }
}
