extension ScannerCore {
    /// Reads a run of operator characters; the present byte is its first.
    mutating func beginOperation(_ cursor: inout Cursor) {
        text.removeAll()
        text.append(cursor.byte)
        cursor.index &+= 1
        if !cursor.isAtEnd, tables.classOf(cursor.byte) != .operation {
            tokenEnd = cursor.offset
            operation()
        } else {
            state = .operation
        }
    }

    /// Goes on with the run; a comment may begin within it.
    mutating func resumeOperation(_ cursor: inout Cursor) {
        var last = text.length <= 64 ? text[text.length &- 1] : comment.lastOperator
        while !cursor.isAtEnd {
            let byte = cursor.byte
            guard tables.classOf(byte) == .operation else {
                endOperations(at: cursor.offset)
                state = .ground
                return
            }
            if last == 0x2d && byte == 0x2d || last == 0x2f && byte == 0x2a {
                return beginComment(isBlock: byte == 0x2a, &cursor)
            }
            text.append(byte)
            last = byte
            comment.lastOperator = byte
            cursor.index &+= 1
        }
    }

    /// The second byte of a comment's beginning is present, the first is the last of the run.
    private mutating func beginComment(isBlock: Bool, _ cursor: inout Cursor) {
        if text.length > 1 {
            text.truncate(to: min(text.length, 65) - 1)
            endOperations(at: cursor.offset &- 1)
        }
        cursor.index &+= 1
        state = isBlock ? .blockComment : .lineComment
        comment.depth = 1
        comment.last = 0
        if isBlock { string.gapHasBlockComment = true }
        statement.hash.combineShape(.comment, isBlock ? 2 : 1)
    }

    /// Gives on a run as PostgreSQL cuts it: signs at its end are operators of their own, unless it holds one of
    /// `~ ! @ # ^ & | ` ? %`.
    mutating func endOperations(at end: Int) {
        guard text.length > 1, text.length <= 64, isSign(text[text.length &- 1]) else {
            tokenEnd = end
            return operation()
        }
        let whole = text
        var base = whole.length
        while base > 1, isSign(whole[base - 1]) { base -= 1 }
        for index in 0..<whole.length where Self.keepsSigns(whole[index]) { base = whole.length }
        text.truncate(to: base)
        tokenEnd = end - (whole.length - base)
        operation()
        for index in base..<whole.length {
            text.removeAll()
            text.append(whole[index])
            tokenStart = tokenEnd
            tokenEnd += 1
            operation()
        }
    }

    private func isSign(_ byte: UInt8) -> Bool { byte == 0x2b || byte == 0x2d }

    private static func keepsSigns(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x7e, 0x21, 0x40, 0x23, 0x5e, 0x26, 0x7c, 0x60, 0x3f, 0x25: true
        default: false
        }
    }
}
