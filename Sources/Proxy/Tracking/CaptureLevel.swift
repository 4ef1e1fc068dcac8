/// How much of a statement is kept.
public enum CaptureLevel: String, Sendable, CaseIterable {
    /// Normalized SQL only: no literal ever reaches the disk.
    case fingerprint
    /// Sampled texts too.
    case text
    /// Sampled texts with the values of their Bind messages.
    case parameters
}
