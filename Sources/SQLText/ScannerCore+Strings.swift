extension ScannerCore {
    /// What `'…'` is in this session.
    var plainKind: LiteralKind { options.standardConformingStrings ? .string : .escapeString }

    /// A quote between tokens: a string's beginning, or another part of the one before it.
    mutating func beginQuote(_ cursor: inout Cursor) {
        if continuesString(at: cursor.offset) {
            // A doubled quote is content; parts on several lines just join.
            if cursor.offset == statement.result.end { watchContent(cursor.bytes(cursor.index..<cursor.index &+ 1)) }
            enter(.string, &cursor)
            return
        }
        beginString(plainKind, &cursor)
    }

    private func continuesString(at offset: Int) -> Bool {
        guard statement.previous.isString, !string.isDollarQuoted else { return false }
        if offset == statement.result.end { return true }
        return string.gapHasNewline && !string.gapHasBlockComment
    }

    /// The present byte is the opening quote; a prefix may stand before it, from `tokenStart` on.
    mutating func beginString(_ kind: LiteralKind, _ cursor: inout Cursor) {
        enter(.string, &cursor)
        string.escapes = kind == .escapeString
        string.isDollarQuoted = false
        tokenEnd = cursor.offset
        trail.reset()
        quotedLiteral(kind)
    }

    mutating func resumeString(_ cursor: inout Cursor) {
        if string.escapes { return resumeEscapeString(&cursor) }
        let start = cursor.index
        cursor.index = cursor.find(0x27)
        watchContent(cursor.bytes(start..<cursor.index))
        if !cursor.isAtEnd { endString(&cursor) }
    }

    private mutating func resumeEscapeString(_ cursor: inout Cursor) {
        let start = cursor.index
        let mayTrail = options.encoding.hasASCIITrail
        while !cursor.isAtEnd {
            if mayTrail {
                if trail.isTrail(cursor.byte) {
                    cursor.index &+= 1
                    continue
                }
            } else if state == .string {
                cursor.index = cursor.find(0x27, or: 0x5c)
                if cursor.isAtEnd { break }
            }
            if state == .stringEscape {
                state = .string
            } else if cursor.byte == 0x5c {
                state = .stringEscape
            } else if cursor.byte == 0x27 {
                break
            }
            cursor.index &+= 1
        }
        watchContent(cursor.bytes(start..<cursor.index))
        if !cursor.isAtEnd { endString(&cursor) }
    }

    /// The present byte is the closing quote, unless what follows continues the string.
    private mutating func endString(_ cursor: inout Cursor) {
        cursor.index &+= 1
        endLiteral(at: cursor.offset)
    }

    /// The quoted literal ends before `offset`.
    mutating func endLiteral(at offset: Int) {
        state = .ground
        statement.result.end = offset
        string.gapHasNewline = false
        string.gapHasBlockComment = false
    }

    /// Sees a run of a quoted literal's content, as it stands between the quotes.
    @inline(__always) mutating func watchContent(_ bytes: UnsafeRawBufferPointer) {
        if !string.prefix.isDecided, !bytes.isEmpty { string.prefix.append(bytes) }
        guard string.isContentWanted else { return }
        string.content.append(bytes)
        observer.content(bytes)
    }

    /// The quoted literal is complete: nothing continues it.
    mutating func finishLiteral() {
        if string.prefix.mayBeConnection { statement.result.containsSecret = true }
        if string.countsInFingerprint {
            statement.hash.combine(.content, word: string.content.value)
        } else if string.role == .code {
            statement.hash.combineShape(.content, string.content.value)
        }
        observer.quotedLiteralEnded(end: statement.result.end)
    }
}
