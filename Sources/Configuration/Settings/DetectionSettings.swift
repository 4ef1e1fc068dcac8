/// The section `detection`: when something is out of the ordinary.
public struct DetectionSettings: Sendable, Equatable {
    /// The window over which rates are taken.
    public var rateWindow = Duration.seconds(60)
    /// How many standard deviations above the mean make a spike.
    public var spikeThreshold = 3.0
    /// The window in which failed logins are counted.
    public var authenticationWindow = Duration.seconds(60)
    /// Failed logins in the window that make a warning.
    public var authenticationWarning = 5
    /// Failed logins in the window that are critical.
    public var authenticationCritical = 10
    /// Whether statements are judged for SQL injection.
    public var injection = true
    /// Whether shapes never seen before are reported.
    public var novelQuery = true

    static let schema = Schema(
        DetectionSettings(),
        [
            Key(
                "rate_window", \.rateWindow, .duration(.seconds(1)...Duration.seconds(3600)),
                "The window over which rates are taken."),
            Key(
                "spike_z_threshold", \.spikeThreshold, .decimal(0.1...100),
                "How many standard deviations above the mean make a spike."),
            Key(
                "auth_window", \.authenticationWindow, .duration(.seconds(1)...Duration.seconds(86_400)),
                "The window in which failed logins are counted."),
            Key(
                "auth_warning", \.authenticationWarning, .integer(1...1_000_000),
                "Failed logins in the window that make a warning."),
            Key(
                "auth_critical", \.authenticationCritical, .integer(1...1_000_000),
                "Failed logins in the window that are critical."),
            Key("injection", \.injection, .boolean, "Whether statements are judged for SQL injection."),
            Key("novel_query", \.novelQuery, .boolean, "Whether shapes never seen before are reported."),
        ],
        check: { detection, node, reader in
            if detection.authenticationWarning > detection.authenticationCritical {
                let entry = node.entries.first { $0.key == "auth_warning" || $0.key == "auth_critical" }
                reader.report(
                    entry?.position,
                    "auth_warning (\(detection.authenticationWarning)) is more than auth_critical "
                        + "(\(detection.authenticationCritical))")
            }
        })
}
