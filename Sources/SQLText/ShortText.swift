/// The first 64 bytes of a word or an operator, eight to a machine word, gathered over any number of pieces.
struct ShortText: Equatable {
    /// PostgreSQL's NAMEDATALEN - 1: what stands beyond this in an identifier does not count.
    static let identifierLimit = 63

    private(set) var words: [8 of UInt64] = InlineArray(repeating: 0)
    /// How many bytes there were, also beyond those kept.
    private(set) var length = 0

    init() {}

    /// The text of a short string, as in the keyword table.
    init(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    static func == (left: ShortText, right: ShortText) -> Bool {
        guard left.length == right.length else { return false }
        for index in 0..<8 where left.words[index] != right.words[index] { return false }
        return true
    }

    @inline(__always) mutating func removeAll() {
        // Words beyond the length are zero, so only those in use are cleared.
        var index = 0
        while index < 8, index &* 8 < length {
            words[index] = 0
            index &+= 1
        }
        length = 0
    }

    @inline(__always) mutating func append(_ byte: UInt8) {
        if length < 64 { words[length &>> 3] |= UInt64(byte) &<< UInt64((length & 7) &* 8) }
        length &+= 1
    }

    /// Appends up to eight bytes to a text whose length is a multiple of eight; unused bytes of `word` are zero.
    @inline(__always) mutating func append(_ word: UInt64, count: Int) {
        if length < 64 { words[length &>> 3] = word }
        length &+= count
    }

    /// How many bytes are kept.
    @inline(__always) var count: Int { length < 64 ? length : 64 }

    /// A kept byte.
    @inline(__always) subscript(index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: words[index &>> 3] &>> UInt64((index & 7) &* 8))
    }

    /// Cuts an identifier as PostgreSQL does: at 63 bytes, in UTF-8 at the beginning of a character.
    mutating func clip(_ encoding: ClientEncoding) {
        guard length > Self.identifierLimit else { return }
        var keep = Self.identifierLimit
        if encoding == .utf8 {
            while keep > 0, self[keep] & 0xc0 == 0x80 { keep -= 1 }
        }
        truncate(to: keep)
    }

    /// Keeps the first `keep` bytes.
    mutating func truncate(to keep: Int) {
        for index in 0..<8 {
            let used = min(max(keep - index * 8, 0), 8)
            if used < 8 { words[index] &= (1 &<< UInt64(used * 8)) &- 1 }
        }
        length = keep
    }

    /// Whether `part` stands anywhere in what is kept.
    func contains(_ part: StaticString) -> Bool {
        let wanted = part.utf8CodeUnitCount
        guard wanted <= count else { return false }
        for start in 0...(count - wanted) {
            var matched = 0
            while matched < wanted, self[start + matched] == part.utf8Start[matched] { matched += 1 }
            if matched == wanted { return true }
        }
        return false
    }
}
