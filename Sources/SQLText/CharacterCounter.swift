/// A byte offset in the whole text and the characters before it.
struct HeldPlace {
    var offset = 0
    var characters = 0
}

/// Counts the characters before a place in a text that arrives in pieces, each byte once.
struct CharacterCounter {
    private var trail: TrailTracker
    private var counted = 0
    private var characters = 0

    init(_ encoding: ClientEncoding) { trail = TrailTracker(encoding) }

    /// The characters that begin before the byte `offset` of the whole text; offsets never go back.
    mutating func count(to offset: Int, in cursor: borrowing Cursor) -> Int {
        guard offset > counted else { return characters }
        let range = counted - cursor.origin..<offset - cursor.origin
        precondition(range.lowerBound >= 0)
        counted = offset
        switch trail.encoding {
        case .singleByte, .latin1: characters += range.count
        case .utf8: characters += range.count - Self.continuations(cursor.bytes(range))
        default:
            for byte in cursor.bytes(range) where !trail.isTrail(byte) { characters += 1 }
        }
        return characters
    }

    /// How many bytes go on with a UTF-8 character: those whose two highest bits are 1 and 0.
    private static func continuations(_ bytes: UnsafeRawBufferPointer) -> Int {
        var total = 0
        var index = 0
        let words = bytes.count & ~7
        while index < words {
            // A lane counts up to 255 words before it can overflow.
            let stop = min(words, index &+ 8 &* 255)
            var lanes: UInt64 = 0
            while index < stop {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                lanes &+= (word &>> 7) & (~word &>> 6) & ASCIIWord.ones
                index &+= 8
            }
            let pairs = (lanes & 0x00ff_00ff_00ff_00ff) &+ ((lanes &>> 8) & 0x00ff_00ff_00ff_00ff)
            total &+= Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
        }
        while index < bytes.count {
            if bytes[index] & 0xc0 == 0x80 { total &+= 1 }
            index &+= 1
        }
        return total
    }
}
