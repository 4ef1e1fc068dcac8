extension ScannerCore {
    /// Takes in a bracket, a comma, or a byte that means nothing.
    mutating func punctuation(_ kind: ByteClass, byte: UInt8) {
        switch kind {
        case .open: openParenthesis()
        case .openBracket: openBracket()
        case .close: closeBracket(")")
        case .closeBracket: closeBracket("]")
        case .comma: comma()
        default: stray(byte)
        }
        statement.previousKeyword = .none
    }

    private mutating func stray(_ byte: UInt8) {
        beginToken(.other)
        statement.hash.combine(.punctuation, UInt64(byte))
        statement.previous = .other
        observer.punctuation(byte == 0x3a ? ":" : byte == 0x24 ? "$" : "?")
    }

    private mutating func openParenthesis() {
        beginToken(.open)
        let keyword = statement.previousKeyword
        if keyword == .values, !lists.isFull { beginList(.rows) }
        descend("(")
        if keyword == .in, !lists.isFull { beginList(.parenthesized) }
        if keyword == .codeFunction, statement.codeDepth == 0 { statement.codeDepth = statement.depth }
        statement.previous = .open
    }

    private mutating func openBracket() {
        beginToken(.other)
        let isFirst = statement.previous == .open || statement.previous == .comma
        let nests = lists.depth == statement.depth && lists.kind == .bracketed && isFirst
        let isArray = statement.previousKeyword == .array || nests
        descend("[")
        if isArray, !lists.isFull { beginList(.bracketed) }
        statement.previous = .open
    }

    private mutating func descend(_ bracket: StaticString) {
        statement.hash.combine(.punctuation, UInt64(bracket.utf8Start[0]))
        observer.punctuation(bracket)
        statement.depth &+= 1
        statement.result.depth = max(statement.result.depth, statement.depth)
    }

    private mutating func beginList(_ kind: ListStack.Kind) {
        lists.push(kind, depth: statement.depth, outer: statement.hash)
        statement.hash = Identity(shapeKey: options.shapeKey)
        observer.listBegan()
    }

    private mutating func endElement() {
        let isRepeated = lists.endElement(statement.hash)
        statement.hash = Identity(shapeKey: options.shapeKey)
        observer.elementEnded(isRepeated: isRepeated)
    }

    private mutating func endList() {
        let isSubquery = lists.kind == .subquery
        statement.hash = lists.pop()
        observer.listEnded(isCollapsible: !isSubquery)
    }

    private mutating func closeBracket(_ bracket: StaticString) {
        beginToken(.other)
        if lists.depth == statement.depth, lists.kind != .rows {
            endElement()
            endList()
        }
        statement.hash.combine(.punctuation, UInt64(bracket.utf8Start[0]))
        observer.punctuation(bracket)
        if statement.depth > 0 { statement.depth &-= 1 }
        if statement.codeDepth > statement.depth { statement.codeDepth = 0 }
        if lists.depth == statement.depth, lists.kind == .rows {
            endElement()
            statement.attention.insert(.betweenRows)
        }
        statement.previous = .close
    }

    private mutating func comma() {
        beginToken(.comma)
        statement.previous = .comma
        if statement.attention.contains(.rowComma) { return }
        if lists.depth == statement.depth, lists.kind == .parenthesized || lists.kind == .bracketed {
            return endElement()
        }
        statement.hash.combine(.punctuation, 0x2c)
        observer.punctuation(",")
    }

    /// A row of VALUES has ended: another follows, or the list is over.
    mutating func attendRows(_ incoming: Incoming) {
        let hadComma = statement.attention.contains(.rowComma)
        if incoming == .comma, !hadComma {
            statement.attention.insert(.rowComma)
            return
        }
        statement.attention.remove([.betweenRows, .rowComma])
        if incoming == .open, hadComma { return }
        endList()
        guard hadComma else { return }
        statement.hash.combine(.punctuation, 0x2c)
        observer.punctuation(",")
    }

    /// Ends what the statement's end leaves open.
    mutating func endLists() {
        while lists.count > 0 {
            endElement()
            endList()
        }
    }
}
