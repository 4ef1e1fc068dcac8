/// How an answer is printed.
public enum OutputFormat: String, Sendable, CaseIterable {
    /// A table for people, in goQuery's layout.
    case text
    /// One JSON object with goProbe's frame.
    case json
    /// A header line and a line a row (RFC 4180).
    case csv

    /// Reads a format's name; goQuery's `txt` is `text`.
    public init?(name: String) {
        self.init(rawValue: name.lowercased() == "txt" ? "text" : name.lowercased())
    }
}
