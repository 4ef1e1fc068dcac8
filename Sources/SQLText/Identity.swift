import Bytes

/// The two running hashes of a statement: its public fingerprint and its keyed shape.
///
/// Each token goes in as its bytes, eight at a time, the last of them together with a tag that holds the token's kind
/// and length, so no run of tokens can stand for another. What is combined here, in this order, is the definition of a
/// fingerprint (docs/fingerprint.md): a change makes every stored fingerprint a stranger.
struct Identity: Equatable {
    var fingerprint: UInt64
    var shape: UInt64

    /// What a token is, in the lowest byte of its tag.
    enum Tag: UInt64 {
        case word = 1
        case distinctKeyword = 2
        case operation = 3
        case literal = 4
        case punctuation = 5
        case comment = 6
        case element = 7
        case inner = 8
        case content = 9
        case unicodeWord = 10
    }

    private static let multiplier: UInt64 = 0x8bb8_4b93_962e_acc9
    private static let last: UInt64 = 0x2d35_8dcc_aa6c_78a5
    private static let seed = Hash64(seed: 0x6b65_6464_6168_0001).state

    init(shapeKey: UInt64) {
        fingerprint = Self.seed
        shape = Hash64.fold(shapeKey ^ Self.seed, Hash64(seed: shapeKey).state | 1) ^ shapeKey
    }

    /// Adds a token without bytes of its own, or with one small number.
    @inline(__always) mutating func combine(_ tag: Tag, _ detail: UInt64 = 0) {
        absorb(0, tag.rawValue | detail &<< 8)
    }

    /// Adds the hash of something that counts in both.
    @inline(__always) mutating func combine(_ tag: Tag, word: UInt64) {
        absorb(word, tag.rawValue)
    }

    /// Adds a literal: the fingerprint learns that there is one, the shape also its kind.
    @inline(__always) mutating func combine(_ kind: LiteralKind) {
        fingerprint = Self.mix(fingerprint, 0, Tag.literal.rawValue)
        shape = Self.mix(shape, 0, Tag.literal.rawValue | UInt64(kind.rawValue) &<< 8)
    }

    /// Adds a token that only the shape counts.
    @inline(__always) mutating func combineShape(_ tag: Tag, _ word: UInt64) {
        shape = Self.mix(shape, word, tag.rawValue)
    }

    /// Adds a word or an operator.
    @inline(__always) mutating func combine(_ tag: Tag, _ text: borrowing ShortText) {
        let count = text.count
        var index = 0
        while index &* 8 &+ 8 < count {
            absorb(text.words[index], 0)
            index &+= 1
        }
        absorb(text.words[index < 8 ? index : 7], tag.rawValue | UInt64(truncatingIfNeeded: text.length) &<< 8)
    }

    /// Adds a finished list element or inner statement.
    mutating func combine(_ tag: Tag, _ other: Identity, fingerprint: Bool = true, shape: Bool = true) {
        if fingerprint { self.fingerprint = Self.mix(self.fingerprint, other.fingerprint, tag.rawValue) }
        if shape { self.shape = Self.mix(self.shape, other.shape, tag.rawValue) }
    }

    /// The fingerprint as it is written; never 0, which means that there is none.
    var finalFingerprint: UInt64 { max(Hash64.fold(fingerprint, Self.last), 1) }
    /// The shape as it is written; never 0.
    var finalShape: UInt64 { max(Hash64.fold(shape, Self.last), 1) }

    @inline(__always) private mutating func absorb(_ word: UInt64, _ tag: UInt64) {
        fingerprint = Self.mix(fingerprint, word, tag)
        shape = Self.mix(shape, word, tag)
    }

    @inline(__always) private static func mix(_ state: UInt64, _ word: UInt64, _ tag: UInt64) -> UInt64 {
        Hash64.fold(state ^ word, multiplier ^ tag)
    }
}
