/// Makes text from outside harmless on a terminal.
enum TerminalText {
    /// Writes control characters, and those that turn the direction of writing, as escapes.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isDangerous) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            case _ where isDangerous(scalar): safe += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0: true
        case 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x2069, 0xfeff: true
        default: false
        }
    }

    /// The text on one line, escaped, cut to a number of characters with an ellipsis at the end.
    static func truncated(_ text: String, to limit: Int) -> String {
        let safe = escaped(String(text.prefix(limit + 1)))
        return safe.count <= limit ? safe : String(safe.prefix(limit - 1)) + "…"
    }
}
