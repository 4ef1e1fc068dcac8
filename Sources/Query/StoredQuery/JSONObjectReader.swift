/// Reads one flat JSON object as people write it by hand: with `//` and `/* */` comments and a comma behind the last
/// member, and says where it is not one.
struct JSONObjectReader {
    /// More than there are keys, so that no input has everything read before the first unknown one is found.
    private static let mostMembers = 100
    /// More than any key takes.
    private static let longestKey = 100

    private let bytes: [UInt8]
    private var offset = 0

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The members of an object, in their order.
    static func members(of bytes: [UInt8]) throws(QueryError) -> [JSONMember] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw QueryError(.argument, "a stored query is UTF-8 text, and this is not")
        }
        var reader = JSONObjectReader(bytes: bytes)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.offset = 3 }
        let members = try reader.object()
        try reader.skipSpace()
        guard reader.offset == bytes.count else { throw reader.error("nothing may follow the object") }
        return members
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func object() throws(QueryError) -> [JSONMember] {
        guard try takes("{") else { throw error("a stored query is a JSON object and begins with `{`") }
        var members: [JSONMember] = []
        while try !takes("}") {
            let start = offset
            guard members.count < Self.mostMembers else { throw error("there are not so many keys") }
            guard next == UInt8(ascii: "\"") else { throw error("expected a key in double quotes, or `}`") }
            let key = try string()
            guard key.utf8.count <= Self.longestKey else {
                offset = start
                throw error("no key is so long")
            }
            guard try takes(":") else { throw error("expected `:` behind the key \"\(TerminalText.escaped(key))\"") }
            members.append(JSONMember(key: key, value: try value(), source: bytes, offset: start))
            if try takes(",") { continue }
            guard try takes("}") else { throw error("expected `,` or `}`") }
            break
        }
        return members
    }

    private mutating func value() throws(QueryError) -> JSONMember.Value {
        try skipSpace()
        switch next {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "["): return .list(try list())
        case UInt8(ascii: "{"): throw error("an object has no meaning here")
        default: break
        }
        let start = offset
        while let byte = next, Self.isWord(byte) { offset += 1 }
        let word = String(decoding: bytes[start..<offset], as: UTF8.self)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            guard Double(word) != nil, let first = word.utf8.first, first == 0x2d || (0x30...0x39).contains(first)
            else {
                offset = start
                throw error("expected a value: a text in double quotes, a number, true or false")
            }
            return .number(word)
        }
    }

    private mutating func list() throws(QueryError) -> [String] {
        _ = try takes("[")
        var texts: [String] = []
        while try !takes("]") {
            guard next == UInt8(ascii: "\"") else { throw error("expected a text in double quotes, or `]`") }
            texts.append(try string())
            if try takes(",") { continue }
            guard try takes("]") else { throw error("expected `,` or `]`") }
            break
        }
        return texts
    }

    private mutating func string() throws(QueryError) -> String {
        let start = offset
        var text: [UInt8] = []
        offset += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                offset += 1
                text += try escape()
            case ..<0x20: throw error("a control character stands in a text; write it as an escape")
            default:
                text.append(byte)
                offset += 1
            }
        }
        offset = start
        throw error("the text that begins here is not closed")
    }

    private static let escapes: [Character: UInt8] = [
        "\"": 0x22, "\\": 0x5c, "/": 0x2f, "b": 0x08, "f": 0x0c, "n": 0x0a, "r": 0x0d, "t": 0x09,
    ]

    /// What stands behind a backslash.
    private mutating func escape() throws(QueryError) -> [UInt8] {
        guard let byte = next else { throw error("the text is not closed") }
        offset += 1
        if let plain = Self.escapes[Character(Unicode.Scalar(byte))] { return [plain] }
        guard byte == UInt8(ascii: "u"), var unit = hexadecimal() else {
            offset -= 1
            throw error("there is no such escape")
        }
        if (0xd800..<0xdc00).contains(unit), bytes[offset...].starts(with: "\\u".utf8) {
            let mark = offset
            offset += 2
            if let low = hexadecimal(), (0xdc00..<0xe000).contains(low) {
                unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            } else {
                offset = mark
            }
        }
        guard let scalar = Unicode.Scalar(unit) else { throw error("half of a surrogate pair is no character") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal() -> UInt32? {
        guard offset + 4 <= bytes.count else { return nil }
        let digits = bytes[offset..<offset + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        offset += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// Skips white space and takes a character if it is the next one.
    private mutating func takes(_ character: Unicode.Scalar) throws(QueryError) -> Bool {
        try skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        try skipSpace()
        return true
    }

    private mutating func skipSpace() throws(QueryError) {
        while let byte = next {
            if byte == 0x20 || (0x09...0x0d).contains(byte) {
                offset += 1
            } else if bytes[offset...].starts(with: "//".utf8) {
                while let byte = next, byte != 0x0a { offset += 1 }
            } else if bytes[offset...].starts(with: "/*".utf8) {
                try skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(QueryError) {
        let start = offset
        offset += 2
        while offset < bytes.count, !bytes[offset...].starts(with: "*/".utf8) { offset += 1 }
        guard offset < bytes.count else {
            offset = start
            throw error("the comment that begins here is not closed")
        }
        offset += 2
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || "+-._".utf8.contains(byte)
    }

    /// A place as people count, from 1.
    static func place(of offset: Int, in bytes: [UInt8]) -> String {
        let before = bytes[..<offset]
        let line = before.count { $0 == 0x0a } + 1
        let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        // A column is a character, as editors count.
        let column = before[start...].count { $0 & 0xc0 != 0x80 } + 1
        return "line \(line), column \(column)"
    }

    private func error(_ message: String) -> QueryError {
        QueryError(.argument, "\(Self.place(of: offset, in: bytes)): \(message)")
    }
}
