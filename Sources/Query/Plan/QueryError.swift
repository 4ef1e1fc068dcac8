public import ColumnStore

/// Why a query cannot be planned or cannot be finished.
public struct QueryError: Error, Sendable, Equatable {
    /// The kinds of trouble that callers treat differently.
    public enum Code: Sendable, Equatable {
        /// An argument has no meaning or an impossible value.
        case argument
        /// The condition cannot be understood.
        case condition(ConditionError)
        /// More memory is needed than is allowed.
        case memory
        /// More time is needed than is allowed.
        case timeout
        /// The store cannot be read.
        case store(StoreError)
    }

    /// The kind of trouble.
    public let code: Code
    /// What was wrong and what to do about it; for a condition with a caret under the place.
    public let message: String

    /// Describes trouble. What could harm a terminal is escaped, but for the ends of lines, and what is quoted at great
    /// length is cut.
    public init(_ code: Code, _ message: String) {
        self.code = code
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        let safe = lines.map { TerminalText.cut(TerminalText.escaped(String($0)), to: Self.longestLine) }
        self.message = TerminalText.cut(safe.joined(separator: "\n"), to: Self.longest)
    }

    private static let longestLine = 2000
    private static let longest = 6000
}

extension QueryError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
