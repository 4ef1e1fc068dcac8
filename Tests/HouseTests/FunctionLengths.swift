/// Measures functions, initializers, subscripts and computed properties by their braces.
struct FunctionLengths {
    /// A declaration's line, counted from one, and how many lines it takes with its body.
    struct Function: Equatable {
        let line: Int
        let length: Int
    }

    private static let keywords: Set<String> = ["func", "init", "deinit", "subscript", "var"]

    /// The functions in masked code.
    static func of(_ code: [String]) -> [Function] {
        code.indices.compactMap { index in
            guard declares(code[index]), let end = lastLine(of: index, code) else { return nil }
            return Function(line: index + 1, length: end - index + 1)
        }
    }

    /// Whether a declaration begins in a line: a keyword behind nothing but modifiers and attributes.
    private static func declares(_ line: String) -> Bool {
        for word in words(line) {
            if keywords.contains(String(word)) { return !line.contains(".init(") || line.contains("func ") }
            guard modifiers.contains(String(word)) else { return false }
        }
        return false
    }

    private static let modifiers: Set<String> = [
        "public", "private", "internal", "package", "fileprivate", "open", "static", "class", "final", "override",
        "mutating", "nonmutating", "borrowing", "consuming", "convenience", "required", "inlinable", "usableFromInline",
        "inline", "__always", "never", "discardableResult", "Sendable", "Test", "lazy", "nonisolated", "set", "weak",
        "prefix", "postfix", "indirect", "unowned", "c",
    ]

    /// The line where the body that begins after `start` ends, nil when there is none.
    private static func lastLine(of start: Int, _ code: [String]) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<code.count {
            // A requirement of a protocol, or a stored property, ends before the next declaration.
            if index > start && braces == 0 && parentheses == 0 && (declares(code[index]) || code[index].isEmpty) {
                return nil
            }
            for byte in code[index].utf8 {
                switch byte {
                case 0x28, 0x5b: parentheses += 1
                case 0x29, 0x5d: parentheses -= 1
                case 0x7b where parentheses == 0 || braces > 0: braces += 1
                case 0x7d where parentheses == 0 || braces > 0:
                    braces -= 1
                    if braces == 0 { return index }
                    if braces < 0 { return nil }
                default: break
                }
            }
        }
        return nil
    }
}
