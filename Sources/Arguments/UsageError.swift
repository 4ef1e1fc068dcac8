/// Why a command line was not understood.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The names from the program's to the command's that was read last.
    public let path: [String]
    /// What is wrong, with the nearest name where one is near.
    public let message: String

    /// An error of a command, for rules that its table cannot state.
    public init(path: [String], _ message: String) {
        self.path = path
        self.message = message
    }

    /// What is wrong, and how to get help: two lines.
    public var description: String {
        let command = path.joined(separator: " ")
        return "\(command): \(message)\nTry '\(command) --help'."
    }
}
