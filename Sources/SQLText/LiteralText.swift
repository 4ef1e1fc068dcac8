/// A quoted literal as it stands in a text, taken apart: its delimiters and the content that they stand for.
struct LiteralText {
    let kind: LiteralKind
    /// What the literal means, as far as its escapes are simple.
    let content: [UInt8]
    private let tag: ArraySlice<UInt8>

    init(_ source: ArraySlice<UInt8>, kind: LiteralKind) {
        self.kind = kind
        if kind == .dollarString {
            let close = source.dropFirst().firstIndex(of: 0x24) ?? source.endIndex - 1
            tag = source[source.startIndex...max(close, source.startIndex)]
            let body = source.dropFirst(tag.count)
            content = Array(body.count >= tag.count && body.suffix(tag.count) == tag ? body.dropLast(tag.count) : body)
        } else {
            tag = []
            content = Self.unquoted(source, escapes: kind == .escapeString)
        }
    }

    /// A literal of the same delimiters with another content.
    func quoting(_ content: [UInt8]) -> [UInt8] {
        if kind == .dollarString { return tag + content + tag }
        var output: [UInt8] = kind == .escapeString ? [0x45, 0x27] : [0x27]
        for byte in content {
            if byte == 0x27 || byte == 0x5c && kind == .escapeString { output.append(byte) }
            output.append(byte)
        }
        output.append(0x27)
        return output
    }

    /// The content between quotes, with doubled quotes and escapes resolved and parts on several lines joined.
    private static func unquoted(_ source: ArraySlice<UInt8>, escapes: Bool) -> [UInt8] {
        var content: [UInt8] = []
        guard var index = source.firstIndex(of: 0x27) else { return content }
        var isInside = true
        index += 1
        while index < source.endIndex {
            let byte = source[index]
            index += 1
            if !isInside {
                isInside = byte == 0x27
            } else if byte == 0x27 {
                if index < source.endIndex, source[index] == 0x27 {
                    content.append(byte)
                    index += 1
                } else {
                    isInside = false
                }
            } else if byte == 0x5c, escapes, index < source.endIndex {
                content.append(escape(in: source, &index))
            } else {
                content.append(byte)
            }
        }
        return content
    }

    /// The byte that a backslash's sequence stands for; `index` is after the backslash and moves on.
    private static func escape(in source: ArraySlice<UInt8>, _ index: inout Int) -> UInt8 {
        let byte = source[index]
        index += 1
        switch byte {
        case 0x6e: return 0x0a
        case 0x74: return 0x09
        case 0x78: return number(in: source, &index, radix: 16, digits: 2, first: 0)
        case 0x30...0x37: return number(in: source, &index, radix: 8, digits: 2, first: Int(byte) - 0x30)
        default: return byte
        }
    }

    private static func number(
        in source: ArraySlice<UInt8>, _ index: inout Int, radix: Int, digits: Int, first: Int
    ) -> UInt8 {
        var value = first
        var left = digits
        while left > 0, index < source.endIndex, let digit = hexadecimal(source[index]), digit < radix {
            value = value * radix + digit
            index += 1
            left -= 1
        }
        return UInt8(truncatingIfNeeded: value)
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46, 0x61...0x66: Int(byte | 0x20) - 0x57
        default: nil
        }
    }
}
