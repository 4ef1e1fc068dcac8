/// Makes text from outside safe to print: nothing in it moves a cursor, starts a line, or turns the direction of
/// writing.
enum LogEscaping {
    /// The most bytes of one value; what is longer ends in an ellipsis.
    static let longestValue = 1024

    /// Appends a value: bare when it is one plain word, else in quotes.
    static func append(value: some Collection<UInt8>, to line: inout [UInt8]) {
        if !value.isEmpty && value.count <= longestValue && value.allSatisfy(isBare) {
            line.append(contentsOf: value)
            return
        }
        line.append(0x22)
        append(value, escaping: isQuoteOrBackslash, to: &line)
        line.append(0x22)
    }

    /// Appends a message, which stands without quotes.
    static func append(message: String, to line: inout [UInt8]) {
        append(message.utf8, escaping: { _ in false }, to: &line)
    }

    private static func append(
        _ bytes: some Collection<UInt8>, escaping isSpecial: (UInt8) -> Bool, to line: inout [UInt8]
    ) {
        var rest = Array(bytes.prefix(longestValue))[...]
        while let byte = rest.first {
            if byte < 0x80 {
                append(ascii: byte, isSpecial(byte), to: &line)
                rest.removeFirst()
            } else if let (scalar, length) = scalar(at: rest) {
                if isInvisible(scalar) {
                    line.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
                } else {
                    line.append(contentsOf: rest.prefix(length))
                }
                rest = rest.dropFirst(length)
            } else {
                appendHexadecimal(byte, to: &line)
                rest.removeFirst()
            }
        }
        if bytes.count > longestValue { line.append(contentsOf: "…".utf8) }
    }

    private static func append(ascii byte: UInt8, _ isSpecial: Bool, to line: inout [UInt8]) {
        switch byte {
        case 0x0a: line.append(contentsOf: "\\n".utf8)
        case 0x0d: line.append(contentsOf: "\\r".utf8)
        case 0x09: line.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7f: appendHexadecimal(byte, to: &line)
        default:
            if isSpecial { line.append(0x5c) }
            line.append(byte)
        }
    }

    /// The character that begins with a byte above 127 and its length, nil when it is not UTF-8.
    private static func scalar(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        let length = bytes[bytes.startIndex] >= 0xf0 ? 4 : bytes[bytes.startIndex] >= 0xe0 ? 3 : 2
        let text = String(validating: bytes.prefix(length), as: UTF8.self)
        return text?.unicodeScalars.first.map { ($0, length) }
    }

    /// Characters that a terminal acts on or that hide in a text: C1 controls, direction marks, joiners, separators.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80..<0xa0, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff: true
        default: false
        }
    }

    private static func appendHexadecimal(_ byte: UInt8, to line: inout [UInt8]) {
        let digits = String(byte, radix: 16)
        line.append(contentsOf: "\\x\(byte < 16 ? "0" : "")\(digits)".utf8)
    }

    private static func isQuoteOrBackslash(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x5c }

    private static func isBare(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != 0x22 && byte != 0x5c && byte != 0x3d
    }
}
