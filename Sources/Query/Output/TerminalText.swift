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

    /// The text on one line of at most `width` characters: white space becomes single spaces, controls are escaped, and
    /// what does not fit is an ellipsis.
    static func singleLine(_ text: String, width: Int) -> String {
        // What lies far beyond the width is never seen, and SQL may be very long.
        let words = text.prefix(width * 8).split { $0.isWhitespace }
        let safe = escaped(words.joined(separator: " "))
        return safe.count <= width ? safe : String(safe.prefix(max(0, width - 1))) + "…"
    }
}
