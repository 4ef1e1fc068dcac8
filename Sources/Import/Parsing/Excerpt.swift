/// A piece of the file as an error shows it: short, and nothing in it that could harm a terminal.
enum Excerpt {
    private static let longest = 60

    static func of(_ text: String) -> String {
        var shown = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == longest { return shown + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
            count += 1
        }
        return shown
    }

    static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        var part: [UInt8] = []
        for place in range.prefix(4 * longest) { part.append(bytes[place]) }
        return of(String(decoding: part, as: UTF8.self))
    }
}
