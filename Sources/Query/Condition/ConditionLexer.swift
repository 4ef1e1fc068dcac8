/// A piece of a condition.
struct ConditionToken: Equatable {
    enum Kind: Equatable {
        case symbol(ConditionSymbol)
        case word(String)
        case quoted(String)
        case end
    }

    let kind: Kind
    let offset: Int
}

/// What stands in a condition besides words.
enum ConditionSymbol: String {
    case not = "!"
    case and = "&"
    case or = "|"
    case open = "("
    case close = ")"
    case comma = ","
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// Cuts a condition into symbols, words and quoted values; what a word means depends on where it stands.
struct ConditionLexer {
    private let bytes: [UInt8]
    private var offset = 0

    /// The tokens of a condition, the last of which is `.end`.
    static func tokens(of text: String) throws(ConditionError) -> [ConditionToken] {
        var lexer = ConditionLexer(bytes: Array(text.utf8))
        var tokens: [ConditionToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens[tokens.count - 1].kind != .end
        return tokens
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func next() throws(ConditionError) -> ConditionToken {
        while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
        let start = offset
        guard start < bytes.count else { return ConditionToken(kind: .end, offset: start) }
        if let symbol = takeSymbol() { return ConditionToken(kind: .symbol(symbol), offset: start) }
        if bytes[start] == 0x22 || bytes[start] == 0x27 {
            return ConditionToken(kind: .quoted(try takeQuoted()), offset: start)
        }
        while offset < bytes.count, !Self.endsWord(bytes[offset]) { offset += 1 }
        let word = String(decoding: bytes[start..<offset], as: UTF8.self)
        return ConditionToken(kind: .word(word), offset: start)
    }

    /// The longest spelling wins, so `<=` is never `<` and `=`.
    private static let spellings: [(text: String, symbol: ConditionSymbol)] = [
        ("===", .equal), ("==", .equal), ("!=", .notEqual), ("<=", .lessOrEqual), (">=", .greaterOrEqual),
        ("&&", .and), ("||", .or), ("!", .not), ("&", .and), ("*", .and), ("|", .or), ("+", .or), ("(", .open),
        ("{", .open), ("[", .open), (")", .close), ("}", .close), ("]", .close), ("=", .equal), ("<", .less),
        (">", .greater), (",", .comma),
    ]

    private mutating func takeSymbol() -> ConditionSymbol? {
        for (text, symbol) in Self.spellings where bytes[offset...].starts(with: text.utf8) {
            offset += text.utf8.count
            return symbol
        }
        return nil
    }

    /// A value between quotes, in which a doubled quote stands for one.
    private mutating func takeQuoted() throws(ConditionError) -> String {
        let start = offset
        let quote = bytes[start]
        var value: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            if bytes[offset] == quote {
                guard offset + 1 < bytes.count, bytes[offset + 1] == quote else {
                    offset += 1
                    return String(decoding: value, as: UTF8.self)
                }
                offset += 1
            }
            value.append(bytes[offset])
            offset += 1
        }
        throw ConditionError("the quote that begins here is not closed", at: start)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    private static func endsWord(_ byte: UInt8) -> Bool {
        isSpace(byte) || "!&|(){}[]=<>*+,\"'".utf8.contains(byte)
    }
}
