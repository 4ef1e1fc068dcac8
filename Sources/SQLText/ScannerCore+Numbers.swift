extension ScannerCore {
    /// Reads a number; the present byte is its first digit.
    mutating func beginNumber(_ cursor: inout Cursor) {
        let isZero = cursor.byte == 0x30
        var at = cursor.index &+ 1
        while at < cursor.end {
            let kind = tables.classOf(cursor[at])
            if kind == .digit {
                at &+= 1
                continue
            }
            if kind == .letter || kind == .dot { break }
            cursor.index = at
            return endNumber(at: cursor.offset)
        }
        state = isZero && at == cursor.index &+ 1 ? .zero : .integer
        cursor.index = at
    }

    mutating func resumeNumber(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            guard let next = numberState(after: cursor.byte) else { return concludeNumber(&cursor) }
            state = next
            cursor.index &+= 1
        }
    }

    /// The state after one more byte of a number; nil when the byte is not part of it.
    private mutating func numberState(after byte: UInt8) -> LexicalState? {
        let isDigit = byte >= 0x30 && byte <= 0x39
        let letter = byte | 0x20
        switch state {
        case .zero where letter == 0x78 || letter == 0x6f || letter == 0x62: return remember(byte, .radixMark)
        case .zero, .integer:
            if isDigit || byte == 0x5f { return .integer }
            if byte == 0x2e { return .integerDot }
            return letter == 0x65 ? remember(byte, .exponentMark) : nil
        case .integerDot, .fraction:
            if isDigit || byte == 0x5f && state == .fraction { return .fraction }
            return letter == 0x65 ? remember(byte, .exponentMark) : nil
        case .exponentMark:
            if byte == 0x2b || byte == 0x2d {
                text.append(byte)
                return .exponentSign
            }
            return isDigit ? .exponent : nil
        case .exponentSign: return isDigit ? .exponent : nil
        case .exponent: return isDigit || byte == 0x5f ? .exponent : nil
        case .radixMark, .radix:
            return isDigit || byte == 0x5f || letter >= 0x61 && letter <= 0x66 ? .radix : nil
        default: return nil
        }
    }

    /// Keeps a letter that is a word's first if no digit follows.
    private mutating func remember(_ byte: UInt8, _ next: LexicalState) -> LexicalState {
        text.removeAll()
        text.append(ASCIIWord.lowercased(byte))
        return next
    }

    /// The present byte, or the text's end, is not part of the number: gives back what was read too far.
    mutating func concludeNumber(_ cursor: inout Cursor) {
        let offset = cursor.offset
        switch state {
        case .integerDot where !cursor.isAtEnd && cursor.byte == 0x2e:
            endNumber(at: offset &- 1)
            tokenStart = offset &- 1
            tokenEnd = offset &+ 1
            cursor.index &+= 1
            compound("..")
        case .exponentMark, .radixMark:
            endNumber(at: offset &- 1)
            tokenStart = offset &- 1
            trail.reset()
            state = .word
        case .exponentSign:
            let sign = text[1]
            text.truncate(to: 1)
            endNumber(at: offset &- 2)
            tokenStart = offset &- 2
            tokenEnd = offset &- 1
            word()
            tokenStart = offset &- 1
            text.removeAll()
            text.append(sign)
            state = .operation
        default: endNumber(at: offset)
        }
    }

    private mutating func endNumber(at offset: Int) {
        tokenEnd = offset
        state = .ground
        literal(.number)
    }

    /// After `.`: another dot, a fraction, or a dot by itself.
    mutating func resumeDot(_ cursor: inout Cursor) {
        let byte = cursor.byte
        if byte >= 0x30, byte <= 0x39 { return enter(.fraction, &cursor) }
        state = .ground
        guard byte == 0x2e else {
            tokenEnd = cursor.offset
            return dot()
        }
        cursor.index &+= 1
        tokenEnd = cursor.offset
        compound("..")
    }

    /// After `:`: a cast, an assignment, or a colon by itself.
    mutating func resumeColon(_ cursor: inout Cursor) {
        state = .ground
        let byte = cursor.byte
        if byte == 0x3a || byte == 0x3d { cursor.index &+= 1 }
        tokenEnd = cursor.offset
        switch byte {
        case 0x3a: compound("::")
        case 0x3d: compound(":=")
        default: punctuation(.other, byte: 0x3a)
        }
    }
}
