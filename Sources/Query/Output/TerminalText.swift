/// Makes text from outside harmless on a terminal.
enum TerminalText {
    /// Writes control characters, and those that are not seen or turn the direction of writing, as escapes.
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

    /// Controls, what is not seen or turns the writing, and what no standard says the looks of.
    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
        default: return false
        }
    }

    /// The text with at most so many characters, an ellipsis standing for the rest.
    static func cut(_ text: String, to width: Int) -> String {
        // What is short in bytes is short in characters.
        guard text.utf8.count > width, let end = text.index(text.startIndex, offsetBy: width, limitedBy: text.endIndex),
            end < text.endIndex
        else { return text }
        return text[..<end] + "…"
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
