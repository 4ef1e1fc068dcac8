/// What the scanner knows of a quoted literal when it begins.
enum LiteralRole: UInt8 {
    case plain
    /// SQL, or a shell's command.
    case code
    /// A connection string.
    case connection
    case secret
}

/// Sees tokens as the scanner takes them in; every method does nothing by default and then costs nothing.
protocol TokenObserver {
    /// Whether the content of quoted literals is of interest.
    static var wantsContent: Bool { get }
    mutating func word(_ text: borrowing ShortText, isDistinct: Bool)
    mutating func quotedName(_ text: borrowing ShortText, isUnicode: Bool)
    mutating func operation(_ text: borrowing ShortText)
    mutating func punctuation(_ text: StaticString)
    mutating func literal(_ kind: LiteralKind)
    /// A quoted literal begins at the byte `start` of the whole text.
    mutating func quotedLiteralBegan(_ kind: LiteralKind, role: LiteralRole, start: Int)
    mutating func content(_ bytes: UnsafeRawBufferPointer)
    mutating func quotedLiteralEnded(end: Int)
    mutating func listBegan()
    mutating func elementEnded(isRepeated: Bool)
    mutating func listEnded(isCollapsible: Bool)
    mutating func statementEnded()
}

extension TokenObserver {
    static var wantsContent: Bool { false }
    @inline(__always) mutating func word(_ text: borrowing ShortText, isDistinct: Bool) {}
    @inline(__always) mutating func quotedName(_ text: borrowing ShortText, isUnicode: Bool) {}
    @inline(__always) mutating func operation(_ text: borrowing ShortText) {}
    @inline(__always) mutating func punctuation(_ text: StaticString) {}
    @inline(__always) mutating func literal(_ kind: LiteralKind) {}
    @inline(__always) mutating func quotedLiteralBegan(_ kind: LiteralKind, role: LiteralRole, start: Int) {}
    @inline(__always) mutating func content(_ bytes: UnsafeRawBufferPointer) {}
    @inline(__always) mutating func quotedLiteralEnded(end: Int) {}
    @inline(__always) mutating func listBegan() {}
    @inline(__always) mutating func elementEnded(isRepeated: Bool) {}
    @inline(__always) mutating func listEnded(isCollapsible: Bool) {}
    @inline(__always) mutating func statementEnded() {}
}

/// Sees nothing.
struct NoObserver: TokenObserver {}
