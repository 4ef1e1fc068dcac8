/// Where a field stands, without its quotes.
struct Field {
    let range: Range<Int>
    /// Whether a quote in it is doubled, so that its bytes are not its value.
    let hasDoubledQuotes: Bool

    /// Finds the field that begins at `place`, which then is that of the comma, line end or end of the bytes behind it.
    @inline(__always)
    static func next(_ bytes: Span<UInt8>, _ place: inout Int) throws(FieldFailure) -> Field {
        let start = place
        if start < bytes.count, bytes[start] == 0x22 { return try quoted(bytes, &place) }
        while place < bytes.count {
            let byte = bytes[place]
            if byte <= 0x2c {
                if byte == 0x2c || byte == 0x0a { break }
                if byte == 0x22 { throw .quoteInside }
                if byte == 0x0d, place + 1 == bytes.count || bytes[place + 1] == 0x0a { break }
            }
            place &+= 1
        }
        return Field(range: start..<place, hasDoubledQuotes: false)
    }

    private static func quoted(_ bytes: Span<UInt8>, _ place: inout Int) throws(FieldFailure) -> Field {
        let start = place + 1
        var isDoubled = false
        place = start
        while place < bytes.count {
            if bytes[place] == 0x22 {
                guard place + 1 < bytes.count, bytes[place + 1] == 0x22 else {
                    let field = Field(range: start..<place, hasDoubledQuotes: isDoubled)
                    place += 1
                    guard place == bytes.count || isEnd(bytes[place]) else { throw .textAfterQuote }
                    return field
                }
                isDoubled = true
                place += 1
            }
            place += 1
        }
        throw .openQuote
    }

    private static func isEnd(_ byte: UInt8) -> Bool { byte == 0x2c || byte == 0x0a || byte == 0x0d }

    /// Steps over a line end, `LF` or `CR LF`; false when something else stands there.
    static func skipLineEnd(_ bytes: Span<UInt8>, _ place: inout Int) -> Bool {
        if place < bytes.count, bytes[place] == 0x0d { place += 1 }
        guard place < bytes.count else { return true }
        guard bytes[place] == 0x0a else { return false }
        place += 1
        return true
    }

    /// The value, with doubled quotes made single.
    func value(_ bytes: Span<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        var place = range.lowerBound
        while place < range.upperBound {
            value.append(bytes[place])
            place += hasDoubledQuotes && bytes[place] == 0x22 ? 2 : 1
        }
        return value
    }
}

/// What is wrong with the quotes of a field.
enum FieldFailure: String, Error {
    case quoteInside = "a quote stands inside a field that does not begin with one"
    case textAfterQuote = "text follows the quote that ends a field"
    case openQuote = "a quote is not closed"
}
