/// The section `fleet`: the ClickHouse cluster that many sensors feed.
public struct FleetSettings: Sendable, Equatable {
    /// The URL of ClickHouse's HTTP interface, nil without a fleet.
    public var clickhouse: String?
    /// The database.
    public var database = "keddah"
    /// The user.
    public var user = "default"
    /// The user's password.
    public var password: Secret?

    static let schema = Schema(
        FleetSettings(),
        [
            Key("clickhouse", \.clickhouse, .optional(.url), "The URL of ClickHouse's HTTP interface."),
            Key("database", \.database, .name, "The database."),
            Key("user", \.user, .text, "The user."),
            Key(secret: "password", \.password, "The user's password."),
        ])
}
