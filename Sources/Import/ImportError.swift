/// Why a file cannot be imported: what is wrong, in which line, and what to do.
public struct ImportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line of the file, counted from 1; nil when no line is to blame.
    public let line: Int?
    /// What is wrong.
    public let message: String

    /// Describes what is wrong with a line, or with the whole.
    public init(line: Int? = nil, _ message: String) {
        self.line = line
        self.message = message
    }

    /// The line and the message.
    public var description: String { line.map { "line \($0): \(message)" } ?? message }
}
