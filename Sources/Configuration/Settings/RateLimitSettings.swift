/// The section `dashboard.rate_limit`: how many queries are answered.
public struct RateLimitSettings: Sendable, Equatable {
    /// Queries a second, on average.
    public var perSecond = 20.0
    /// Queries at once after a pause.
    public var burst = 40
    /// Queries that run at the same time.
    public var concurrent = 4

    static let schema = Schema(
        RateLimitSettings(),
        [
            Key("max_req_per_sec", \.perSecond, .decimal(0.01...10_000), "Queries a second, on average.", .live),
            Key("max_burst", \.burst, .integer(1...10_000), "Queries at once after a pause.", .live),
            Key(
                "max_concurrent", \.concurrent, .integer(1...64),
                "Queries that run at the same time; they share 60% of the machine's memory."),
        ])
}
