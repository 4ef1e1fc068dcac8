import Glibc

/// A regular expression that names are matched with: POSIX's extended ones, and of what people write besides `\d` and
/// `(?:…)`.
struct NamePattern: ~Copyable {
    private let expression: regex_t

    /// Compiles an expression.
    /// - Throws: `QueryError` that says what is wrong with it.
    init(_ text: String) throws(QueryError) {
        guard text.utf8.count <= 256, !text.utf8.contains(0), Self.isFrugal(text) else {
            throw QueryError(.argument, "the expression '\(TerminalText.escaped(text))' is too large for a name")
        }
        var expression = regex_t()
        let posix = text.replacing("(?:", with: "(").replacing("\\d", with: "[0-9]")
        let code = regcomp(&expression, posix, REG_EXTENDED | REG_NOSUB)
        guard code == 0 else {
            var reason = [CChar](repeating: 0, count: 128)
            regerror(code, &expression, &reason, reason.count)
            let words = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw QueryError(
                .argument, "'\(TerminalText.escaped(text))' is no regular expression: \(words)")
        }
        self.expression = expression
    }

    deinit {
        var expression = expression
        regfree(&expression)
    }

    /// Whether a part of a name matches.
    func matches(_ name: String) -> Bool {
        var expression = expression
        return regexec(&expression, name, 0, nil, 0) == 0
    }

    /// Repetitions are copies to the compiler, and nested ones multiply: two of up to 99 are enough for names. What
    /// refers back to groups takes exponential time.
    private static func isFrugal(_ text: String) -> Bool {
        var bounds = 0
        var digits = 0
        var isEscaped = false
        for byte in text.utf8 {
            let isDigit = (0x30...0x39).contains(byte)
            if isEscaped && isDigit { return false }
            digits = isDigit ? digits + 1 : 0
            if byte == UInt8(ascii: "{") { bounds += 1 }
            if bounds > 2 || (bounds > 0 && digits > 2) { return false }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return true
    }
}
