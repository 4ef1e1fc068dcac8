/// A condition that cannot be understood: what is wrong, and where.
public struct ConditionError: Error, Sendable, Equatable {
    /// What was found and what was expected.
    public let message: String
    /// Where, in bytes of the condition's UTF-8.
    public let offset: Int

    /// What a message quotes may be of any length.
    private static let longest = 600
    /// How much of the condition is shown on each side of the place.
    private static let surroundings = 60

    /// Describes what is wrong at a place; what could harm a terminal is escaped.
    public init(_ message: String, at offset: Int) {
        self.message = TerminalText.cut(TerminalText.escaped(message), to: Self.longest)
        self.offset = offset
    }

    /// The message, the condition around the place, and a caret under it.
    public func rendered(in condition: String) -> String {
        let place = condition.utf8.index(condition.startIndex, offsetBy: min(max(offset, 0), condition.utf8.count))
        let start = condition.index(place, offsetBy: -Self.surroundings, limitedBy: condition.startIndex)
        let head = start.map { $0 > condition.startIndex ? "…" + condition[$0..<place] : nil } ?? nil
        let before = TerminalText.escaped(head ?? String(condition[..<place]))
        let after = TerminalText.escaped(TerminalText.cut(String(condition[place...]), to: Self.surroundings))
        return message + "\n  " + before + after + "\n  " + String(repeating: " ", count: before.count) + "^"
    }
}

extension ConditionError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
