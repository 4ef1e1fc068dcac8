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

    /// Reads a time such as `1s`, `500ms` or, in seconds, `2`; nil for anything else and for more than an hour.
    public static func timeout(_ text: String) -> Duration? {
        let withUnit = text.last?.isNumber == true ? text + "s" : text
        guard let micros = Quantity.microseconds(withUnit), micros <= 3_600_000_000 else { return nil }
        return .microseconds(Int64(micros))
    }
}
