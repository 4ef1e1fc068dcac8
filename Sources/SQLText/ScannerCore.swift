/// The scanner itself: bytes in, statements out, whatever looks on being known at compile time.
///
/// A token that lies within a piece is read at one go; one that the piece's end cuts is gathered byte by byte in
/// `state`, `text` and a few counters, so that any cut gives the same statements. Nothing here allocates.
struct ScannerCore<Observer: TokenObserver>: ~Copyable {
    let tables = LexicalTables.shared
    var options: ScannerOptions
    var observer: Observer
    var state = LexicalState.ground
    /// The word, operator or quoted name being read.
    var text = ShortText()
    var tokenStart = 0
    var tokenEnd = 0
    /// Where the next piece begins in the whole text.
    var origin = 0
    var statement: StatementState
    var lists = ListStack()
    var string = StringState()
    var comment = CommentState()
    var dollar = DollarState()
    var trail: TrailTracker
    var characters: CharacterCounter
    /// The characters before the last token's end, and before the open token's start, when they lie in earlier pieces.
    var heldEnd = HeldPlace()
    var heldToken = HeldPlace()

    init(_ options: ScannerOptions, _ observer: Observer) {
        self.options = options
        self.observer = observer
        statement = StatementState(shapeKey: options.shapeKey)
        trail = TrailTracker(options.encoding)
        characters = CharacterCounter(options.encoding)
    }

    /// Begins a new text.
    mutating func reset(_ options: ScannerOptions) {
        self.options = options
        state = .ground
        text.removeAll()
        origin = 0
        trail = TrailTracker(options.encoding)
        characters = CharacterCounter(options.encoding)
        string = StringState()
        resetStatement()
    }

    mutating func resetStatement() {
        statement = StatementState(shapeKey: options.shapeKey)
        lists.removeAll()
    }

    /// Takes in one piece of the text and gives each statement that ends in it.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, isLast: Bool, _ emit: (ScannedStatement) -> Void) {
        guard state != .ended else { return }
        var cursor = Cursor(bytes, end: bytes.count, origin: origin)
        let zero = cursor.find(0)
        let endsHere = isLast || zero < bytes.count
        if zero < bytes.count { cursor = Cursor(bytes, end: zero, origin: origin) }
        while run(&cursor) { emit(takeStatement(cursor)) }
        if endsHere {
            concludeText(&cursor)
            if !statement.attention.contains(.firstToken) { emit(takeStatement(cursor)) }
            state = .ended
        } else {
            holdCharacters(cursor)
        }
        origin += cursor.end
    }

    /// Reads tokens; true after a `;` that ends a statement, false at the end of the piece.
    private mutating func run(_ cursor: inout Cursor) -> Bool {
        while !cursor.isAtEnd {
            if state != .ground {
                resume(&cursor)
                continue
            }
            let byte = cursor.byte
            if byte == 0x20 {
                // Most tokens end at a space: a branch of its own keeps the jump below predictable.
                cursor.index &+= 1
                continue
            }
            tokenStart = cursor.offset
            let kind = tables.classOf(byte)
            switch kind {
            case .space: cursor.index &+= 1
            case .newline:
                string.gapHasNewline = true
                cursor.index &+= 1
            case .letter: beginWord(&cursor)
            case .digit: beginNumber(&cursor)
            case .operation: beginOperation(&cursor)
            case .quote: beginQuote(&cursor)
            case .doubleQuote: beginQuotedName(&cursor, isUnicode: false)
            case .dollar: enter(.dollar, &cursor)
            case .dot: enter(.dot, &cursor)
            case .colon: enter(.colon, &cursor)
            case .semicolon:
                cursor.index &+= 1
                if semicolon() { return true }
            case .open, .close, .openBracket, .closeBracket, .comma, .other:
                cursor.index &+= 1
                tokenEnd = tokenStart &+ 1
                punctuation(kind, byte: byte)
            }
        }
        return false
    }

    /// Enters a state whose token's first byte is the present one.
    @inline(__always) mutating func enter(_ next: LexicalState, _ cursor: inout Cursor) {
        state = next
        cursor.index &+= 1
    }

    /// Goes on with the token that `state` tells of, to its end or the piece's.
    private mutating func resume(_ cursor: inout Cursor) {
        switch state {
        case .ground, .ended: break
        case .word: resumeWord(&cursor)
        case .unicodePrefix: resumeUnicodePrefix(&cursor)
        case .zero, .integer, .integerDot, .fraction, .exponentMark, .exponentSign, .exponent, .radixMark, .radix:
            resumeNumber(&cursor)
        case .operation: resumeOperation(&cursor)
        case .colon: resumeColon(&cursor)
        case .dot: resumeDot(&cursor)
        case .lineComment: resumeLineComment(&cursor)
        case .blockComment: resumeBlockComment(&cursor)
        case .string, .stringEscape: resumeString(&cursor)
        case .quotedName, .quotedNameEnd: resumeQuotedName(&cursor)
        case .dollar, .parameter, .dollarTag: resumeDollar(&cursor)
        case .dollarBody, .dollarClose: resumeDollarBody(&cursor)
        }
    }
}
