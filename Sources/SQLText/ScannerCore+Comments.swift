/// Where in a comment, or before one, the scanner is.
struct CommentState {
    var depth = 0
    /// The `/` or `*` that was the comment's last byte, when it can still begin or end one.
    var last: UInt8 = 0
    /// The last byte of a run of operators too long to be kept.
    var lastOperator: UInt8 = 0
}

extension ScannerCore {
    mutating func resumeLineComment(_ cursor: inout Cursor) {
        cursor.index = cursor.find(0x0a, or: 0x0d)
        if !cursor.isAtEnd { state = .ground }
    }

    /// Comments nest.
    mutating func resumeBlockComment(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            if comment.last == 0 {
                cursor.index = cursor.find(0x2a, or: 0x2f)
                if cursor.isAtEnd { return }
            }
            let byte = cursor.byte
            cursor.index &+= 1
            if comment.last == 0x2a, byte == 0x2f {
                comment.depth -= 1
                comment.last = 0
                if comment.depth == 0 {
                    state = .ground
                    return
                }
            } else if comment.last == 0x2f, byte == 0x2a {
                comment.depth += 1
                comment.last = 0
            } else {
                comment.last = byte == 0x2a || byte == 0x2f ? byte : 0
            }
        }
    }
}
