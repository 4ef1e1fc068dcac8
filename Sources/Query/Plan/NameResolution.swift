/// How addresses of an answer are brought to names.
public struct NameResolution: Sendable, Equatable {
    /// Whether they are.
    public var isEnabled = false
    /// Addresses of how many rows are looked up.
    public var rows = 25
    /// How long the whole look-up may take.
    public var timeout = Duration.seconds(1)

    /// Not at all.
    public init() {}
}
