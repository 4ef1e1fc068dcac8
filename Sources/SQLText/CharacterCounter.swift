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

    /// How many bytes go on with a UTF-8 character.
    private static func continuations(_ bytes: UnsafeRawBufferPointer) -> Int {
        var total = 0
        var index = 0
        let vectors = bytes.count & ~15
        while index < vectors {
            // Sixteen lanes count up to 255 vectors before a lane can overflow.
            let stop = min(vectors, index &+ 16 &* 255)
            var lanes = SIMD16<UInt8>()
            while index < stop {
                let vector = bytes.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
                let top = vector & SIMD16(repeating: 0xc0)
                lanes &+= SIMD16<UInt8>(repeating: 0).replacing(
                    with: SIMD16(repeating: 1), where: top .== SIMD16(repeating: 0x80))
                index &+= 16
            }
            for lane in 0..<16 { total &+= Int(lanes[lane]) }
        }
        while index < bytes.count {
            if bytes[index] & 0xc0 == 0x80 { total &+= 1 }
            index &+= 1
        }
        return total
    }
}
