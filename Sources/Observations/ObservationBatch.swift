/// What one event loop saw in about a second: handed over whole, so that observing costs the data plane no message a
/// statement.
public struct ObservationBatch: Sendable {
    /// What could not be kept, by reason.
    public struct Losses: Sendable, Equatable {
        /// Statements counted under `(other)` because the loop's table was full.
        public var statements: UInt64 = 0
        /// Sessions whose dimensions became `(other)`.
        public var dimensions: UInt64 = 0
        /// Texts that found the queue full; their fingerprints stay unknown and are offered again.
        public var texts: UInt64 = 0
        /// Session records that found the queue full.
        public var sessions: UInt64 = 0
        /// Prepared statements or cursors beyond the limit a session.
        public var preparedNames: UInt64 = 0

        /// No loss.
        public init() {}
    }

    /// When the interval began, in seconds since 1970 UTC.
    public let time: UInt64
    /// The dimension sets that the rows refer to by position; nil for positions not in use.
    public let dimensions: [DimensionSet?]
    /// The counters.
    public let statements: [StatementCounts]
    /// The sessions that ended.
    public let sessions: [SessionRecord]
    /// Texts of statements not seen before, and samples.
    public let texts: [StatementText]
    /// What could not be kept.
    public let losses: Losses

    /// A batch.
    public init(
        time: UInt64, dimensions: [DimensionSet?], statements: [StatementCounts], sessions: [SessionRecord],
        texts: [StatementText], losses: Losses
    ) {
        self.time = time
        self.dimensions = dimensions
        self.statements = statements
        self.sessions = sessions
        self.texts = texts
        self.losses = losses
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool {
        statements.isEmpty && sessions.isEmpty && texts.isEmpty && losses == Losses()
    }
}
