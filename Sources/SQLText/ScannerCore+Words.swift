extension ScannerCore {
    /// Reads a keyword or an unquoted name, eight bytes at a time.
    mutating func beginWord(_ cursor: inout Cursor) {
        text.removeAll()
        if !options.encoding.hasASCIITrail {
            while cursor.index &+ 8 <= cursor.end {
                let word = cursor.word(at: cursor.index)
                let stops = ASCIIWord.identifierStops(word)
                let folded = ASCIIWord.lowercased(word)
                if stops == 0 {
                    text.append(folded, count: 8)
                    cursor.index &+= 8
                    continue
                }
                let count = stops.trailingZeroBitCount &>> 3
                text.append(folded & ((1 &<< UInt64(count &* 8)) &- 1), count: count)
                cursor.index &+= count
                return endWord(&cursor)
            }
        } else {
            trail.reset()
        }
        state = .word
    }

    mutating func resumeWord(_ cursor: inout Cursor) {
        let mayTrail = options.encoding.hasASCIITrail
        while !cursor.isAtEnd {
            let byte = cursor.byte
            if mayTrail, trail.isTrail(byte) {
                text.append(byte)
            } else if tables.classOf(byte).continuesIdentifier {
                text.append(ASCIIWord.lowercased(byte))
            } else {
                return endWord(&cursor)
            }
            cursor.index &+= 1
        }
    }

    /// The word has ended before the present byte, which may make it the prefix of a string.
    private mutating func endWord(_ cursor: inout Cursor) {
        if text.length == 1, endPrefix(&cursor) { return }
        tokenEnd = cursor.offset
        state = .ground
        word()
    }

    private mutating func endPrefix(_ cursor: inout Cursor) -> Bool {
        let letter = UInt8(truncatingIfNeeded: text.words[0])
        if cursor.byte == 0x27 {
            switch letter {
            case 0x65: beginString(.escapeString, &cursor)
            case 0x62, 0x78: beginString(.bitString, &cursor)
            case 0x6e: beginString(plainKind, &cursor)
            default: return false
            }
            return true
        }
        guard letter == 0x75, cursor.byte == 0x26 else { return false }
        enter(.unicodePrefix, &cursor)
        return true
    }

    /// After `U&`: a string, a quoted name, or a word and an operator after all.
    mutating func resumeUnicodePrefix(_ cursor: inout Cursor) {
        if cursor.byte == 0x27 { return beginString(.unicodeString, &cursor) }
        if cursor.byte == 0x22 { return beginQuotedName(&cursor, isUnicode: true) }
        concludeUnicodePrefix(at: cursor.offset)
    }

    mutating func concludeUnicodePrefix(at offset: Int) {
        tokenEnd = offset &- 1
        word()
        tokenStart = tokenEnd
        text.removeAll()
        text.append(0x26)
        state = .operation
    }

    /// Reads a quoted name; the present byte is its opening quote.
    mutating func beginQuotedName(_ cursor: inout Cursor, isUnicode: Bool) {
        text.removeAll()
        string.isUnicodeName = isUnicode
        enter(.quotedName, &cursor)
    }

    mutating func resumeQuotedName(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            let byte = cursor.byte
            if state == .quotedNameEnd {
                guard byte == 0x22 else { return endQuotedName(at: cursor.offset) }
                text.append(byte)
                state = .quotedName
            } else if byte == 0x22 {
                state = .quotedNameEnd
            } else {
                text.append(byte)
            }
            cursor.index &+= 1
        }
    }

    /// The name has ended before `offset`.
    mutating func endQuotedName(at offset: Int) {
        tokenEnd = offset
        state = .ground
        quotedName(isUnicode: string.isUnicodeName)
    }
}
