/// The section `store`: where observations are kept, and for how long.
public struct StoreSettings: Sendable, Equatable {
    /// The folder of the store.
    public var path = "./keddah-data"
    /// How often what was seen is written out: the most that a crash loses.
    public var flush = Duration.seconds(1)
    /// How long each precision is kept.
    public var retention = RetentionSettings()

    static let schema = Schema(
        StoreSettings(),
        [
            Key("path", \.path, .path, "The folder of the store, created when missing."),
            Key(
                "flush", \.flush, .duration(.milliseconds(100)...Duration.seconds(60)),
                "How often what was seen is written to disk: the most that a crash or a power loss takes.", .live),
            Key("retention", \.retention, .section(RetentionSettings.schema), "How long each precision is kept."),
        ])
}

/// The section `store.retention`: the age at which rows of each precision go.
public struct RetentionSettings: Sendable, Equatable {
    /// Rows as they were recorded.
    public var native = Lifespan.limited(.seconds(90 * 86_400))
    /// Rows of a quarter of an hour.
    public var quarterly = Lifespan.limited(.seconds(365 * 86_400))
    /// Rows of an hour.
    public var hourly = Lifespan.limited(.seconds(3 * 365 * 86_400))
    /// Rows of a day.
    public var daily = Lifespan.forever

    static let schema = Schema(
        RetentionSettings(),
        [
            Key("native", \.native, .lifespan, "Rows as they were recorded.", .live),
            Key("quarterly", \.quarterly, .lifespan, "Rows of a quarter of an hour.", .live, isBuilt: false),
            Key("hourly", \.hourly, .lifespan, "Rows of an hour.", .live, isBuilt: false),
            Key("daily", \.daily, .lifespan, "Rows of a day.", .live, isBuilt: false),
        ])
}
