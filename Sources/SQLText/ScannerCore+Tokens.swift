/// What kind of token comes, as far as tokens held back before it must know.
enum Incoming: UInt8 {
    case number, comma, open, other
}

extension ScannerCore {
    /// Comes before every token; `tokenStart` and `tokenEnd` are known.
    @inline(__always) mutating func beginToken(_ incoming: Incoming) {
        if !statement.attention.isEmpty { attend(incoming) }
        statement.result.tokenCount &+= 1
        statement.result.end = tokenEnd
    }

    /// Sees to what was held back until the next token was known.
    mutating func attend(_ incoming: Incoming) {
        if statement.attention.contains(.firstToken) {
            statement.result.start = tokenStart
            statement.attention.remove(.firstToken)
        }
        if statement.attention.contains(.literal) {
            statement.attention.remove(.literal)
            finishLiteral()
        }
        if statement.attention.contains(.sign) {
            statement.attention.remove(.sign)
            if incoming != .number { flushSign() }
        }
        if statement.attention.contains(.betweenRows) { attendRows(incoming) }
    }

    private mutating func flushSign() {
        var sign = ShortText()
        sign.append(statement.heldSign)
        statement.hash.combine(.operation, sign)
        observer.operation(sign)
    }

    /// Takes in a literal without quotes, or a name that is one.
    mutating func literal(_ kind: LiteralKind) {
        beginToken(kind == .number ? .number : .other)
        statement.hash.combine(kind)
        statement.previous = .literal
        statement.previousKeyword = .none
        observer.literal(kind)
    }

    /// A quoted literal begins; its content follows.
    mutating func quotedLiteral(_ kind: LiteralKind) {
        beginToken(.other)
        let previous = statement.previous
        let role = roleOfLiteral()
        string.role = role
        string.countsInFingerprint = previous == .nameEscape
        string.isContentWanted = role == .code || string.countsInFingerprint || Observer.wantsContent
        string.prefix = ConnectionPrefix()
        if role != .plain { statement.result.containsSecret = true }
        if string.isContentWanted {
            string.content = ContentHash(seed: string.countsInFingerprint ? 0 : options.shapeKey)
        }
        statement.attention.insert(.literal)
        if previous != .stringEscape {
            statement.hash.combine(kind)
            observer.literal(kind)
        }
        observer.quotedLiteralBegan(kind, role: role, start: tokenStart)
        statement.previous = kind == .unicodeString ? .unicodeString : .string
        statement.previousKeyword = .none
    }

    /// Takes in an operator.
    mutating func operation() {
        let isSign = text.length == 1 && (text[0] == 0x2b || text[0] == 0x2d)
        let isOperand = statement.previous.expectsOperand
        beginToken(.other)
        if isSign && isOperand {
            statement.heldSign = text[0]
            statement.attention.insert(.sign)
        } else {
            if text.length == 2, text[0] == 0x21, text[1] == 0x3d { text = ShortText("<>") }
            if text.length == 2, text[0] == 0x3d, text[1] == 0x3e { return compoundArrow() }
            statement.hash.combine(.operation, text)
            observer.operation(text)
        }
        let isAssignment = text.length == 1 && text[0] == 0x3d
        if text.length == 1, text[0] == 0x2a, statement.phase == .closeName { statement.result.namesAll = true }
        statement.previous = isAssignment ? .assignment : .operation
        statement.previousKeyword = .none
    }

    private mutating func compoundArrow() {
        statement.hash.combine(.operation, text)
        observer.operation(text)
        statement.previous = .operation
        statement.previousKeyword = .none
    }

    /// Takes in `::`, `:=` or `..`.
    mutating func compound(_ token: StaticString) {
        beginToken(.other)
        let first = token.utf8Start[0]
        statement.hash.combine(.punctuation, UInt64(first) | UInt64(token.utf8Start[1]) &<< 8)
        observer.punctuation(token)
        statement.previous = token.utf8Start[1] == 0x3d ? .assignment : .cast
        statement.previousKeyword = .none
    }

    /// Takes in a single dot; the word after it is a name whatever it says.
    mutating func dot() {
        beginToken(.other)
        statement.hash.combine(.punctuation, 0x2e)
        observer.punctuation(".")
        statement.previous = .dot
        statement.previousKeyword = .none
    }

    /// A semicolon; true when it ends a statement.
    mutating func semicolon() -> Bool {
        if statement.attention.contains(.firstToken) {
            // Comments before an empty statement are nobody's.
            resetStatement()
            return false
        }
        if statement.depth == 0, statement.blockDepth == 0 { return true }
        tokenEnd = tokenStart &+ 1
        beginToken(.other)
        statement.hash.combine(.punctuation, 0x3b)
        observer.punctuation(";")
        statement.previous = .start
        statement.previousKeyword = .none
        return false
    }
}
