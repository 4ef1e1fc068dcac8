public import Observations

/// A checked query: what is asked of a table, independent of the store that answers.
public struct QueryPlan: Sendable {
    /// The table.
    public let schema: TableSchema
    /// The positions of the columns by which rows are grouped, in the order asked; `time` may be one.
    public let dimensions: [Int]
    /// The figures that are shown, in the order asked.
    public let measures: [Measure]
    /// Which rows are taken; nil takes all.
    public internal(set) var condition: Condition?
    /// Which groups of flows are shown; nil shows all.
    public let direction: FlowDirection?
    /// Which interfaces are asked for, before it is known which there are; nil takes all.
    public internal(set) var interfaces: InterfaceSelection?
    /// The condition as it was typed.
    public let conditionText: String?
    /// The time asked, both ends included, in seconds since the epoch.
    public let range: ClosedRange<UInt64>
    /// How wide the steps of a `time` column are, in seconds.
    public let timeStep: UInt64
    /// Which directions of counters are shown.
    public let directions: Directions
    /// By what rows are sorted.
    public let sortKey: SortKey
    /// Whether the smallest come first.
    public let isAscending: Bool
    /// How many rows are shown at most.
    public let limit: Int
    /// How many threads work at most.
    public let threads: Int
    /// How many bytes the groups may take.
    public let maxMemory: Int
    /// How long the query may take; nil is no limit.
    public let timeout: Duration?
    /// When that time is over: it begins when the arguments are read.
    let deadline: ContinuousClock.Instant?
    /// Whether and how addresses are shown by name.
    public let resolution: NameResolution
    /// How the answer is to be printed.
    public let format: OutputFormat
    /// Whether the answer's footer has the query's statistics.
    public let showsStatistics: Bool
}
