public import Bytes
import Glibc

/// Everything that a sensor can be told, checked: what its file says, and defaults for the rest.
public struct Configuration: Sendable, Equatable {
    /// The sensor's name in every table.
    public var sensor = Configuration.hostName
    /// How many event loops relay statements, nil for as many as the load asks for.
    public var loops: Int?
    /// How long running statements are waited for when the sensor stops.
    public var drainTimeout = Duration.seconds(20)
    /// Where observations are kept.
    public var store = StoreSettings()
    /// The listening addresses and the servers behind them.
    public var proxies = [ProxySettings.standard]
    /// Fake tables.
    public var decoys = DecoySettings()
    /// Packets to count.
    public var capture = CaptureSettings()
    /// When something is out of the ordinary.
    public var detection = DetectionSettings()
    /// Where incidents are delivered.
    public var alerts: [AlertSettings] = []
    /// The HTTP server.
    public var dashboard = DashboardSettings()
    /// What the sensor says about itself.
    public var logging = LoggingSettings()
    /// The ClickHouse cluster.
    public var fleet = FleetSettings()

    /// The configuration of a sensor without a file.
    public init() {}

    private static let hostName: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&buffer, buffer.count - 1) == 0
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return isKnown && !name.isEmpty ? name : "localhost"
    }()
}

extension Configuration {
    static let schema = Schema(
        Configuration(),
        [
            Key(
                "sensor", \.sensor, .name, "The sensor's name in every table.", defaultText: "the name of the machine"),
            Key(
                "loops", \.loops, .automatic(1...64),
                "How many event loops relay statements; `auto` starts with one and adds more under load."),
            Key(
                "drain_timeout", \.drainTimeout, .duration(.seconds(0)...Duration.seconds(3600)),
                "How long running statements are waited for when the sensor stops or restarts; what runs longer is "
                    + "ended.", .live),
            Key("store", \.store, .section(StoreSettings.schema), "Where observations are kept, and for how long."),
            Key(
                "proxies", \.proxies, .sections(ProxySettings.schema, named: \.name),
                "Listening addresses, each with the PostgreSQL server behind it."),
            Key("decoys", \.decoys, .section(DecoySettings.schema), "Fake tables that bait intruders.", isBuilt: false),
            Key(
                "capture", \.capture, .section(CaptureSettings.schema), "Interfaces whose packets are counted."),
            Key(
                "detection", \.detection, .section(DetectionSettings.schema),
                "When something is out of the ordinary.", isBuilt: false),
            Key("alerts", \.alerts, .sections(AlertSettings.schema), "Where incidents are delivered.", isBuilt: false),
            Key(
                "dashboard", \.dashboard, .section(DashboardSettings.schema), "The HTTP server of the API."),
            Key("logging", \.logging, .section(LoggingSettings.schema), "What the sensor says about itself."),
            Key(
                "fleet", \.fleet, .section(FleetSettings.schema), "The ClickHouse cluster that many sensors feed.",
                isBuilt: false),
        ])

    /// The keys in which two configurations differ, by when a new value comes into force.
    public static func changes(from old: Configuration, to new: Configuration) -> ConfigurationChanges {
        var changes = ConfigurationChanges()
        schema.compare(old, new, "", &changes)
        return changes
    }

    /// The page `docs/configuration.md`.
    public static var reference: String { ConfigurationReference.markdown }

    /// Every key with its value as a YAML file, secrets masked.
    public var yaml: String { Self.schema.show(self).document }

    /// Every key with its value as one JSON object, secrets masked.
    public func write(to writer: inout JSONWriter) { Self.schema.show(self).write(to: &writer) }
}
