extension ScannerCore {
    /// Takes in the keyword or unquoted name in `text`.
    mutating func word() {
        text.clip(options.encoding)
        beginToken(.other)
        var (keyword, traits): (Keyword, KeywordTraits) = (.none, [])
        if statement.previous != .dot { (keyword, traits) = tables.keywords.find(text) }
        if statement.phase != .plain, takesAsName(keyword) { return }
        if keyword != .none, takesAsLiteral(keyword) { return }
        if keyword == .uescape, statement.previous == .unicodeString {
            // Part of the literal before it, as the string that follows is.
            return statement.previous = .stringEscape
        }
        statement.hash.combine(traits.contains(.distinct) ? .distinctKeyword : .word, text)
        observer.word(text, isDistinct: traits.contains(.distinct))
        if keyword != .none { note(keyword) }
        if !statement.isQuery { noteSecret(keyword) }
        setPrevious(keyword, traits)
        switch statement.phase {
        case .start where keyword != .none: startStatement(keyword)
        case .prepareAs, .declareFor: beginInner(keyword)
        default: break
        }
    }

    private mutating func setPrevious(_ keyword: Keyword, _ traits: KeywordTraits) {
        if statement.previous == .unicodeName, keyword == .uescape { return statement.previous = .nameEscape }
        statement.previousKeyword = keyword
        if traits.contains(.expectsOperand) || expectsOperand(keyword) {
            statement.previous = .operandKeyword
        } else {
            statement.previous = keyword == .none ? .word : .keyword
        }
    }

    /// Words that are only keywords in some statements.
    private func expectsOperand(_ keyword: Keyword) -> Bool {
        switch keyword {
        case .direction: statement.verb == .fetch || statement.verb == .move
        case .sequenceOption: statement.verb == .create || statement.verb == .alter
        default: false
        }
    }

    /// Takes in the quoted name in `text`.
    mutating func quotedName(isUnicode: Bool) {
        text.clip(options.encoding)
        beginToken(.other)
        if statement.phase != .plain, takesAsName(.none) { return }
        statement.hash.combine(isUnicode ? .unicodeWord : .word, text)
        observer.quotedName(text, isUnicode: isUnicode)
        if !statement.isQuery { noteSecret(tables.keywords.find(text).keyword) }
        statement.previous = isUnicode ? .unicodeName : .word
        statement.previousKeyword = .none
    }

    /// TRUE, FALSE and NULL are literals where an operand is expected, and keywords in `IS NULL`, `NOT NULL`, `SET
    /// NULL`.
    private mutating func takesAsLiteral(_ keyword: Keyword) -> Bool {
        guard keyword == .null || keyword == .true || keyword == .false else { return false }
        guard statement.previous.expectsOperand, statement.previousKeyword != .not else { return false }
        let kind: LiteralKind = keyword == .null ? .null : .boolean
        statement.hash.combine(kind)
        observer.literal(kind)
        statement.previous = .literal
        statement.previousKeyword = .none
        return true
    }

    /// What a keyword means besides itself.
    private mutating func note(_ keyword: Keyword) {
        switch keyword {
        case .select, .with, .values, .table:
            if statement.previous == .open, lists.depth == statement.depth, lists.kind == .parenthesized {
                lists.noteSubquery()
            }
        case .atomic where statement.isRoutine && statement.previousKeyword == .begin && statement.blockDepth == 0:
            statement.blockDepth = 1
        case .case where statement.blockDepth > 0 && statement.previousKeyword != .as:
            statement.blockDepth += 1
        case .end where statement.blockDepth > 0 && statement.previousKeyword != .as:
            statement.blockDepth -= 1
        default: break
        }
    }

    // MARK: - Secrets and code

    /// Notes that the word in `text` may name a secret: the password of a role, an option, a setting.
    private mutating func noteSecret(_ keyword: Keyword) {
        let isSecret =
            keyword == .password
            || keyword == .none && text.length >= 3
                && (text.contains("passw") || text.contains("secret") || text.contains("token")
                    || text.contains("pwd") || text.contains("passphrase") || text.contains("credential")
                    || text.contains("api_key") || text.contains("apikey") || text.contains("access_key")
                    || text.contains("private_key"))
        if isSecret { statement.secretToken = statement.result.tokenCount }
    }

    /// What the quoted literal that begins now is for; its token is already counted.
    @inline(__always) func roleOfLiteral() -> LiteralRole {
        let distance = statement.result.tokenCount - statement.secretToken
        let isAssigned = statement.previous == .assignment || statement.previousKeyword == .to
        if distance == 1 || distance == 2 && isAssigned { return .secret }
        if statement.previousKeyword == .connection { return .connection }
        let isBody = statement.verb == .do || statement.isRoutine && statement.depth == 0
        let isArgument = statement.codeDepth > 0 && statement.depth >= statement.codeDepth
        let isCode = isBody || isArgument || statement.isSystemSetting || statement.previousKeyword == .program
        return isCode ? .code : .plain
    }
}
