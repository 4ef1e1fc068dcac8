import Bytes
import Glibc

/// A regular expression that names are matched with: POSIX's extended ones, and of what people write besides `\d` and
/// `(?:…)`.
///
/// Only `deinit` changes what was compiled, and the C library matches on many threads at once: it may go between them.
final class NamePattern: @unchecked Sendable {
    /// How large an expression may become: names are short, and so is what is said about them.
    private static let largest = 1000

    private let text: String
    private let expression: UnsafeMutablePointer<regex_t>

    /// Compiles an expression.
    /// - Throws: `QueryError` that says what is wrong with it.
    init(_ text: String) throws(QueryError) {
        self.text = text
        let posix = text.replacing("(?:", with: "(").replacing("\\d", with: "[0-9]")
        guard text.utf8.count <= 256, !text.utf8.contains(0), !Self.refersBack(text),
            PatternSize.of(posix) <= Self.largest
        else {
            throw QueryError(.argument, "the expression '\(text)' is too large for a name")
        }
        let expression = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        expression.initialize(to: regex_t())
        let code = regcomp(expression, posix, REG_EXTENDED | REG_NOSUB)
        guard code == 0 else {
            var reason = [CChar](repeating: 0, count: 128)
            regerror(code, expression, &reason, reason.count)
            expression.deallocate()
            let words = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw QueryError(.argument, "'\(text)' is no regular expression: \(words)")
        }
        self.expression = expression
    }

    deinit {
        regfree(expression)
        expression.deallocate()
    }

    /// Whether a part of a name matches.
    func matches(_ name: String) -> Bool { regexec(expression, name, 0, nil, 0) == 0 }

    /// What refers back to groups takes exponential time.
    private static func refersBack(_ text: String) -> Bool {
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped && (0x30...0x39).contains(byte) { return true }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return false
    }
}

extension NamePattern: Equatable {
    static func == (a: NamePattern, b: NamePattern) -> Bool { a.text == b.text }
}
