import Glibc
public import Observations

/// A query as it is typed: every field is what the flag of the same name takes.
public struct QueryArguments: Sendable {
    /// The columns, separated by commas: dimensions to group by, `time`, figures to show, or a query type such as
    /// `raw`.
    public var columns: String
    /// The table; nil infers it from the columns and the condition.
    public var table: String?
    /// Which rows are taken; nil takes all.
    public var condition: String?
    /// The interfaces of flows: names, `any`, `!eth0`, `/regex/`, separated by commas; nil takes all.
    public var interfaces: String?
    /// From when on; nil is 30 days ago, or one day when `time` or `raw` is asked.
    public var first: String?
    /// Until when; nil is now.
    public var last: String?
    /// How many rows are shown at most; nil is 1000, or `limitOverTime` when `time` or `raw` is asked.
    public var limit: Int?
    /// How many rows over time are shown when nothing else is said: as goQuery, as many as there are.
    public var limitOverTime = 1_000_000_000
    /// `bytes`, `packets`, `time`, or the name of a figure; nil is the table's own choice.
    public var sortBy: String?
    /// Whether the smallest come first.
    public var ascending = false
    /// The steps of a `time` column: `auto`, or a multiple of the table's resolution such as `5m`; nil takes times as
    /// they are stored.
    public var timeResolution: String?
    /// Which directions of counters are shown.
    public var directions = Directions.both
    /// Whether and how addresses are shown by name.
    public var resolution = NameResolution()
    /// How the answer is printed.
    public var format = OutputFormat.text
    /// How many threads work at most; 0 takes one a core.
    public var threads = 0
    /// Whether the answer's footer has the query's statistics.
    public var showsStatistics = false
    /// How many bytes the groups may take; 0 takes the percentage of `maxMemoryPercent`.
    public var maxMemory = 0
    /// How many percent of the machine's memory the groups may take.
    public var maxMemoryPercent = 60
    /// How long the query may take; nil is no limit.
    public var timeout: Duration?

    /// A query for columns, everything else as usual.
    public init(columns: String, table: String? = nil) {
        self.columns = columns
        self.table = table
    }

    /// What pg_stat_statements shows, by fingerprint and, where wanted, more dimensions of the statements table.
    public static func statements(by dimensions: [String] = []) -> QueryArguments {
        let columns = ["fingerprint"] + dimensions.filter { $0 != "fingerprint" }
        var arguments = QueryArguments(
            columns: (columns + ["calls", "duration", "mean", "p95", "p99", "rows", "errors"]).joined(separator: ","),
            table: "statements")
        arguments.sortBy = "duration"
        return arguments
    }

    /// Checks the arguments against the tables there are.
    /// - Parameters:
    ///   - now: Seconds since the epoch, for relative times and defaults; nil asks the clock.
    ///   - zone: The zone of times that name none.
    ///   - present: The names of the tables that the store has rows of, which are preferred where several fit.
    ///   - resolve: Finds the addresses of host names in conditions, which are a mistake without it.
    /// - Throws: `QueryError` that names the argument and what it should be.
    public func plan(
        now: Int64? = nil, zone: TimeZoneRule = .local, tables: [TableSchema] = TableSchema.all,
        present: [String] = [], resolve: HostResolver? = nil
    ) throws(QueryError) -> QueryPlan {
        try QueryPlanner(
            arguments: self, now: now ?? Int64(time(nil)), zone: zone, tables: tables, present: present,
            resolve: resolve
        ).plan()
    }
}
