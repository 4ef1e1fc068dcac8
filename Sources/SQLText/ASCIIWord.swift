/// Looks at eight bytes at once: which go on with an identifier, which are upper-case letters.
enum ASCIIWord {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that is zero (exact up to the first such byte, which is all that a search needs).
    @inline(__always) static func zeroes(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word & highs
    }

    /// The high bit of each byte between `low` and `high`; the bytes of `seven` are below 128.
    @inline(__always) private static func between(_ seven: UInt64, _ low: UInt8, _ high: UInt8) -> UInt64 {
        let reachesLow = seven &+ ones &* UInt64(0x80 &- low)
        let passesHigh = seven &+ ones &* UInt64(0x7f &- high)
        return reachesLow & ~passesHigh & highs
    }

    /// The high bit of each byte that cannot go on with an identifier (scan.l's ident_cont).
    @inline(__always) static func identifierStops(_ word: UInt64) -> UInt64 {
        let seven = word & ~highs
        let letters = between(seven | ones &* 0x20, 0x61, 0x7a)
        let digits = between(seven, 0x30, 0x39)
        let underscores = between(seven, 0x5f, 0x5f)
        let dollars = between(seven, 0x24, 0x24)
        return ~(letters | digits | underscores | dollars | word) & highs
    }

    /// The word with A-Z made a-z.
    @inline(__always) static func lowercased(_ word: UInt64) -> UInt64 {
        let upper = between(word & ~highs, 0x41, 0x5a) & ~word
        return word | upper >> 2
    }

    /// The byte with A-Z made a-z.
    @inline(__always) static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    }
}
