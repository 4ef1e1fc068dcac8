/// A condition that cannot be understood: what is wrong, and where.
public struct ConditionError: Error, Sendable, Equatable {
    /// What was found and what was expected.
    public let message: String
    /// Where, in bytes of the condition's UTF-8.
    public let offset: Int

    /// Describes what is wrong at a place.
    public init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// The message, the condition, and a caret under the place.
    public func rendered(in condition: String) -> String {
        let place = condition.utf8.index(condition.startIndex, offsetBy: min(max(offset, 0), condition.utf8.count))
        let before = TerminalText.escaped(String(condition[..<place]))
        let after = TerminalText.escaped(String(condition[place...]))
        return message + "\n  " + before + after + "\n  " + String(repeating: " ", count: before.count) + "^"
    }
}

extension ConditionError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
