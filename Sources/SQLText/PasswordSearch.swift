/// Looks through a literal's content for a password: `password=…`, `PGPASSWORD=…`, `PASSWORD '…'`, `scheme://user:…@`.
struct PasswordSearch {
    private let text: [UInt8]
    /// Whether the text is a program, in which `password = x` and `password='x'` compare.
    private let isProgram: Bool

    init(_ text: [UInt8], isProgram: Bool = false) {
        self.text = text
        self.isProgram = isProgram
    }

    /// Whether there is one.
    var succeeds: Bool {
        for index in text.indices {
            switch text[index] {
            case 0x70, 0x50: if isAssignment(at: index) { return true }
            case 0x3a: if isAuthority(at: index) { return true }
            default: continue
            }
        }
        return false
    }

    /// Whether `password` or `passwd` begins here, with `=` or a quote after it.
    private func isAssignment(at start: Int) -> Bool {
        for word in ["password", "passwd"] {
            guard let end = matches(word, at: start) else { continue }
            if isProgram { return isValue(at: end) }
            var index = end
            while index < text.count, text[index] == 0x20 || text[index] >= 0x09 && text[index] <= 0x0d { index += 1 }
            if index < text.count, [0x3d, 0x27, 0x22, 0x24].contains(text[index]) { return true }
        }
        return false
    }

    /// Whether `=` and the beginning of an unquoted value stand here.
    private func isValue(at index: Int) -> Bool {
        guard index + 1 < text.count, text[index] == 0x3d else { return false }
        return text[index + 1] > 0x20 && ![0x22, 0x24, 0x27, 0x3d].contains(text[index + 1])
    }

    private func matches(_ word: String, at start: Int) -> Int? {
        var index = start
        for byte in word.utf8 {
            guard index < text.count, text[index] | 0x20 == byte else { return nil }
            index += 1
        }
        return index
    }

    /// Whether `://user:password@` begins here; a URI that breaks off in the password counts.
    private func isAuthority(at start: Int) -> Bool {
        guard start + 2 < text.count, text[start + 1] == 0x2f, text[start + 2] == 0x2f else { return false }
        var hasColon = false
        var isPort = true
        for index in start + 3..<text.count {
            switch text[index] {
            case 0x3a where !hasColon: hasColon = true
            case 0x40: return hasColon
            case 0x2f, 0x20, 0x09, 0x0a, 0x0d, 0x3f, 0x23: return false
            default: if hasColon, text[index] < 0x30 || text[index] > 0x39 { isPort = false }
            }
        }
        return hasColon && !isPort
    }
}
