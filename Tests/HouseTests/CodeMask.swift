/// Blanks what is not code: comments, the contents of strings, and names in backticks. Lines and columns stay.
struct CodeMask {
    private enum Region {
        case code(parentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let text: [UInt8]
    private var masked: [UInt8] = []
    private var index = 0
    private var regions = [Region.code(parentheses: 0)]

    /// The code of a Swift or C source.
    static func code(_ text: [UInt8]) -> [UInt8] {
        var mask = CodeMask(text: text)
        while mask.index < text.count { mask.step() }
        return mask.masked
    }

    private init(text: [UInt8]) {
        self.text = text
        masked.reserveCapacity(text.count)
    }

    private func byte(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }

    private func stands(_ pattern: StaticString, at offset: Int = 0) -> Bool {
        guard index + offset + pattern.utf8CodeUnitCount <= text.count else { return false }
        return (0..<pattern.utf8CodeUnitCount).allSatisfy { text[index + offset + $0] == pattern.utf8Start[$0] }
    }

    private mutating func keep(_ count: Int = 1) {
        for _ in 0..<min(count, text.count - index) {
            masked.append(text[index])
            index += 1
        }
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<min(count, text.count - index) {
            masked.append(text[index] == 0x0a ? 0x0a : 0x20)
            index += 1
        }
    }

    private mutating func step() {
        switch regions[regions.count - 1] {
        case .code(let parentheses): stepInCode(parentheses)
        case .string(let hashes, let isMultiline): stepInString(hashes, isMultiline)
        }
    }

    private mutating func stepInCode(_ parentheses: Int) {
        if stands("//") {
            while index < text.count && text[index] != 0x0a { blank() }
        } else if stands("/*") {
            blankBlockComment()
        } else if byte(0) == 0x60 {
            blankIdentifier()
        } else if byte(0) == 0x22 || byte(0) == 0x23 {
            beginString()
        } else if byte(0) == 0x28 {
            regions[regions.count - 1] = .code(parentheses: parentheses + 1)
            keep()
        } else if byte(0) == 0x29 {
            // The parenthesis that closes an interpolation leads back into its string.
            if parentheses == 0 && regions.count > 1 {
                regions.removeLast()
            } else {
                regions[regions.count - 1] = .code(parentheses: parentheses - 1)
            }
            keep()
        } else {
            keep()
        }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if stands("/*") {
                depth += 1
                blank(2)
            } else if stands("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && index < text.count
    }

    private mutating func blankIdentifier() {
        keep()
        while index < text.count && text[index] != 0x60 && text[index] != 0x0a { blank() }
        keep()
    }

    private mutating func beginString() {
        var hashes = 0
        while byte(hashes) == 0x23 { hashes += 1 }
        guard byte(hashes) == 0x22 else { return keep(max(1, hashes)) }
        let isMultiline = stands("\"\"\"", at: hashes)
        keep(hashes + (isMultiline ? 3 : 1))
        regions.append(.string(hashes: hashes, isMultiline: isMultiline))
    }

    private mutating func stepInString(_ hashes: Int, _ isMultiline: Bool) {
        let quotes = isMultiline ? 3 : 1
        if (isMultiline ? stands("\"\"\"") : byte(0) == 0x22) && hashesFollow(hashes, at: quotes) {
            regions.removeLast()
            keep(quotes + hashes)
        } else if byte(0) == 0x5c && hashesFollow(hashes, at: 1) {
            if byte(1 + hashes) == 0x28 {
                keep(2 + hashes)
                regions.append(.code(parentheses: 0))
            } else {
                blank(2 + hashes)
            }
        } else if byte(0) == 0x0a && !isMultiline {
            // An unfinished string is the compiler's business.
            regions.removeLast()
        } else {
            blank()
        }
    }

    private func hashesFollow(_ count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { byte(offset + $0) == 0x23 }
    }
}
