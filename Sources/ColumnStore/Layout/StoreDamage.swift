/// A place in the store that cannot be read; what stood there is left out of answers.
public struct StoreDamage: Sendable, Equatable {
    /// The file.
    public let path: String
    /// Where in the file the damage begins, in bytes.
    public let offset: Int
    /// How many bytes it spans, as far as that is known.
    public let length: Int
    /// What is wrong.
    public let reason: String

    init(_ path: String, _ offset: Int, _ length: Int, _ reason: String) {
        self.path = path
        self.offset = offset
        self.length = length
        self.reason = reason
    }
}

extension StoreDamage: CustomStringConvertible {
    /// File, place and reason.
    public var description: String { "\(path) is damaged at byte \(offset): \(reason)" }
}
