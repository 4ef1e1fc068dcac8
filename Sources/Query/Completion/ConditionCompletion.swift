public import Observations

/// What may stand at the end of a condition that is still being typed. Whether a word may, the parser decides: it reads
/// the condition with the word, and the word is right when all that is wrong is that the condition ends behind it.
public struct ConditionCompletion {
    private let schema: TableSchema
    private let values: (_ attribute: String, _ column: Column?) -> [String]

    /// Completion over the columns of a table. `values` proposes values for an attribute, which for `dir` and the like
    /// is no column.
    public init(schema: TableSchema, values: @escaping (_ attribute: String, _ column: Column?) -> [String]) {
        self.schema = schema
        self.values = values
    }

    /// The names of sets of networks.
    public static var networkNames: [String] { NamedNetworks.names }

    /// The conditions that `text` may become with one more word. Where there is but one, it comes with what may follow.
    public func candidates(_ text: String) -> [String] {
        var found = next(text)
        // A value of which nothing is known may be whole.
        if found.isEmpty, let last = text.last, !last.isWhitespace, isRight(text) { found = next(text + " ") }
        // Twice, since what follows may be one word again.
        for _ in 0..<2 where found.count == 1 {
            let more = next(found[0] + " ")
            if !more.isEmpty { found = more }
        }
        return found
    }

    private func next(_ text: String) -> [String] {
        guard let tokens = try? ConditionLexer.tokens(of: text) else { return [] }
        var before = tokens.dropLast()
        var partial = ""
        if case .word(let word)? = before.last?.kind, before.last!.offset + word.utf8.count == text.utf8.count {
            partial = word
            before.removeLast()
        }
        let head = String(text.utf8.prefix(text.utf8.count - partial.utf8.count)) ?? ""
        let separator = head.isEmpty || head.last!.isWhitespace || head.last == "(" ? "" : " "
        let start = head + (partial.isEmpty ? separator : "")
        let lower = partial.lowercased()
        return words(start, Array(before)).filter { $0.lowercased().hasPrefix(lower) && isRight(start + $0) }
            .map { start + $0 }
    }

    /// What might follow, by the kind of the place.
    private func words(_ start: String, _ tokens: [ConditionToken]) -> [String] {
        if Self.samples.contains(where: { isRight(start + $0) }) {
            guard let attribute = lastAttribute(tokens) else { return [] }
            let column = ColumnNames.index(of: attribute, in: schema).map { schema.columns[$0] }
            return values(attribute, column)
        }
        let columns = schema.columns.filter { $0.role != .time }.map(\.name)
        let attributes = columns + ColumnNames.others.filter { !columns.contains($0) }
        return attributes.filter { isAttribute($0, start) } + Self.connectors
            + Self.comparators.filter { isComparator($0, start) } + ["("]
    }

    /// Words that no place takes but one of values, and of each kind of values one that it takes.
    private static let samples = ["0", "10.0.0.1", "0123456789abcdef", "42P01", "uni"]

    private static let connectors = ["&", "|", ")", "!"]
    private static let comparators = ["=", "!=", "<", "<=", ">", ">=", "in (", "not in ("]

    /// Whether an attribute may stand here, which shows only with a comparator: a direction may not stand everywhere.
    private func isAttribute(_ attribute: String, _ start: String) -> Bool {
        !isRight(start + attribute) || Self.comparators.contains { isComparator($0, "\(start)\(attribute) ") }
    }

    /// Whether a comparator suits the column, which shows only with a value.
    private func isComparator(_ comparator: String, _ start: String) -> Bool {
        Self.samples.contains { isRight("\(start)\(comparator) \($0)") }
    }

    /// The attribute that the value at the end is compared with.
    private func lastAttribute(_ tokens: [ConditionToken]) -> String? {
        for token in tokens.reversed() {
            if case .word(let word) = token.kind, isRight(word), !isRight(word + " 0"), isComparator("=", word + " ") {
                return word
            }
        }
        return nil
    }

    /// Whether a condition is right as far as it goes.
    private func isRight(_ text: String) -> Bool {
        guard let tokens = try? ConditionLexer.tokens(of: text) else { return false }
        if isRight(tokens, upTo: text.utf8.count) { return true }
        // An open parenthesis is said where it opens, so it has to be closed to see what else is wrong.
        let unclosed = tokens.reduce(0) { $0 + ($1.kind == .symbol(.open) ? 1 : $1.kind == .symbol(.close) ? -1 : 0) }
        let ending = String(repeating: ")", count: max(0, unclosed))
        guard unclosed > 0, let closed = try? ConditionLexer.tokens(of: text + ending) else { return false }
        return isRight(closed, upTo: text.utf8.count)
    }

    private func isRight(_ tokens: [ConditionToken], upTo end: Int) -> Bool {
        var parser = ConditionParser(tokens: tokens, schema: schema)
        do throws(ConditionError) {
            _ = try parser.parse()
            return true
        } catch {
            return error.offset >= end
        }
    }
}
