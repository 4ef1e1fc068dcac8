extension ScannerCore {
    /// The statement read so far, complete; the next one begins.
    mutating func takeStatement(_ cursor: Cursor) -> ScannedStatement {
        if !statement.attention.isEmpty { attend(.other) }
        endLists()
        var result = statement.result
        if statement.isInner {
            result.innerFingerprint = statement.hash.finalFingerprint
            statement.outerHash.combine(.inner, statement.hash)
            statement.hash = statement.outerHash
        }
        result.fingerprint = statement.hash.finalFingerprint
        result.shape = statement.hash.finalShape
        result.isUnterminated = result.isUnterminated || statement.depth > 0 || statement.blockDepth > 0
        countStart(cursor)
        result.characterStart = statement.result.characterStart
        result.characterEnd = charactersBeforeEnd(result.end, cursor)
        observer.statementEnded()
        resetStatement()
        return result
    }

    private mutating func countStart(_ cursor: Cursor) {
        guard !statement.isStartCounted else { return }
        statement.isStartCounted = true
        let start = statement.result.start
        statement.result.characterStart =
            start < cursor.origin ? heldToken.characters : characters.count(to: start, in: cursor)
    }

    private mutating func charactersBeforeEnd(_ end: Int, _ cursor: Cursor) -> Int {
        if end >= cursor.origin { return characters.count(to: end, in: cursor) }
        // Only an operator can end before the piece that shows its end, at a comment: its bytes are characters.
        return end == heldEnd.offset ? heldEnd.characters : heldToken.characters + end - heldToken.offset
    }

    /// Counts the piece's characters before it goes, and those before places that a later piece will ask for.
    mutating func holdCharacters(_ cursor: Cursor) {
        let hasStarted = !statement.attention.contains(.firstToken)
        if hasStarted {
            countStart(cursor)
            let end = statement.result.end
            if end >= cursor.origin {
                heldEnd = HeldPlace(offset: end, characters: characters.count(to: end, in: cursor))
            }
        }
        let isNew = tokenStart >= cursor.origin && (!hasStarted || tokenStart >= statement.result.end)
        if state.isInToken, isNew {
            heldToken = HeldPlace(offset: tokenStart, characters: characters.count(to: tokenStart, in: cursor))
        }
        _ = characters.count(to: cursor.origin + cursor.end, in: cursor)
    }

    /// Ends the token that the text's end cuts.
    mutating func concludeText(_ cursor: inout Cursor) {
        while state != .ground {
            switch state {
            case .ground, .ended: return
            case .word:
                tokenEnd = cursor.offset
                state = .ground
                word()
            case .unicodePrefix: concludeUnicodePrefix(at: cursor.offset)
            case .zero, .integer, .integerDot, .fraction, .exponentMark, .exponentSign, .exponent, .radixMark, .radix:
                concludeNumber(&cursor)
            case .operation:
                state = .ground
                endOperations(at: cursor.offset)
            case .colon, .dot: concludeMark(at: cursor.offset)
            case .dollar, .parameter, .dollarTag: concludeDollar(at: cursor.offset)
            case .lineComment: state = .ground
            case .quotedNameEnd: endQuotedName(at: cursor.offset)
            case .blockComment, .string, .stringEscape, .quotedName, .dollarBody, .dollarClose:
                concludeUnterminated(at: cursor.offset)
            }
        }
    }

    private mutating func concludeMark(at offset: Int) {
        tokenEnd = offset
        let ended = state
        state = .ground
        if ended == .dot { dot() } else { punctuation(.other, byte: 0x3a) }
    }

    private mutating func concludeUnterminated(at offset: Int) {
        switch state {
        case .quotedName: endQuotedName(at: offset)
        case .blockComment: state = .ground
        default: endLiteral(at: offset)
        }
        statement.result.isUnterminated = true
    }
}
