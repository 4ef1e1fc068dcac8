public import Observations

/// A value of a column by which an answer is grouped.
public enum Value: Sendable, Hashable {
    /// A number, or a time in seconds since the epoch.
    case unsigned(UInt64)
    /// A text.
    case text(String)
    /// An address.
    case address(IPAddress)
}

/// What a query took, for its footer.
public struct QueryStatistics: Sendable, Equatable {
    /// Blocks that were read, or could not be because they are damaged.
    public var blocks = 0
    /// Blocks that were not read: outside the time asked, or without a row that could pass the condition.
    public var blocksSkipped = 0
    /// Blocks that could not be read and are missing from the answer.
    public var blocksDamaged = 0
    /// What was wrong with the first of them.
    public var firstDamage: String?
    /// Rows whose conditions were looked at.
    public var rowsRead = 0
    /// Rows that the condition and the time let pass.
    public var rowsSelected = 0
    /// Bytes on disk that were read.
    public var bytesRead = 0
    /// How long the query took, in microseconds.
    public var duration: UInt64 = 0
    /// How many threads worked.
    public var threads = 1

    /// Nothing done yet.
    public init() {}

    /// Adds what another thread did.
    mutating func add(_ other: QueryStatistics) {
        blocks += other.blocks
        blocksSkipped += other.blocksSkipped
        blocksDamaged += other.blocksDamaged
        firstDamage = firstDamage ?? other.firstDamage
        rowsRead += other.rowsRead
        rowsSelected += other.rowsSelected
        bytesRead += other.bytesRead
    }
}

/// The answer to a query.
public struct QueryResult: Sendable {
    /// A group of rows.
    public struct Row: Sendable, Equatable {
        /// The values of the plan's dimensions, in their order.
        public let keys: [Value]
        /// The values of the plan's measures, in their order; durations in microseconds.
        public let figures: [UInt64]
    }

    /// What was asked.
    public let plan: QueryPlan
    /// The first groups in the order asked, at most as many as the plan's limit.
    public let rows: [Row]
    /// How many groups there are in all.
    public let groups: Int
    /// The plan's measures over all groups.
    public let totals: [UInt64]
    /// The part of the time asked for which there is data; nil when there is none.
    public internal(set) var covered: ClosedRange<UInt64>?
    /// The interfaces whose flows were asked for and are there, by name.
    public internal(set) var interfaces: [String] = []
    /// What the query took.
    public internal(set) var statistics: QueryStatistics
}
