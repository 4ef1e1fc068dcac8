/// What a byte begins when a token may begin there; the first three go on with an identifier.
enum ByteClass: UInt8 {
    case letter, digit, dollar
    case space, newline
    case quote, doubleQuote
    case operation
    case open, close, openBracket, closeBracket
    case comma, semicolon, dot, colon
    case other

    @inline(__always) var continuesIdentifier: Bool { rawValue <= ByteClass.dollar.rawValue }

    /// The class of a byte, by scan.l's rules.
    static func of(_ byte: UInt8) -> ByteClass {
        switch byte {
        case 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...0xff: .letter
        case 0x30...0x39: .digit
        case 0x24: .dollar
        case 0x20, 0x09, 0x0b, 0x0c: .space
        case 0x0a, 0x0d: .newline
        case 0x27: .quote
        case 0x22: .doubleQuote
        case 0x28: .open
        case 0x29: .close
        case 0x5b: .openBracket
        case 0x5d: .closeBracket
        case 0x2c: .comma
        case 0x3b: .semicolon
        case 0x2e: .dot
        case 0x3a: .colon
        case 0x7e, 0x21, 0x40, 0x23, 0x5e, 0x26, 0x7c, 0x60, 0x3f, 0x2b, 0x2d, 0x2a, 0x2f, 0x25, 0x3c, 0x3e, 0x3d:
            .operation
        default: .other
        }
    }
}

/// A table that lives as long as the process, so that reading it costs no reference counting and no initialization
/// check.
struct ImmortalTable<Element>: @unchecked Sendable {
    private let base: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        guard let address = memory.baseAddress else { preconditionFailure("an empty table") }
        base = UnsafePointer(address)
        count = elements.count
    }

    @inline(__always) subscript(index: Int) -> Element {
        @inline(__always) get {
            assert(index >= 0 && index < count)
            return base[index]
        }
    }
}

/// The tables that every scanner shares.
struct LexicalTables: Sendable {
    static let shared = LexicalTables()

    let classes = ImmortalTable((0...255).map { ByteClass.of(UInt8($0)) })
    let keywords = KeywordTable()

    @inline(__always) func classOf(_ byte: UInt8) -> ByteClass { classes[Int(byte)] }
}
