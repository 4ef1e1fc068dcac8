import Glibc

/// A place in one piece of a text; the memory belongs to the caller of `feed` and is only read while that call lasts.
struct Cursor {
    private let base: UnsafeRawPointer
    /// How many bytes the piece has.
    let end: Int
    /// The offset in the whole text of the piece's first byte.
    let origin: Int
    /// The next byte to be read.
    var index = 0

    init(_ bytes: UnsafeRawBufferPointer, end: Int, origin: Int) {
        precondition(end <= bytes.count)
        // An empty piece may have no address; nothing is read from it.
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        self.end = end
        self.origin = origin
    }

    /// The place in the whole text.
    @inline(__always) var offset: Int { origin &+ index }
    @inline(__always) var isAtEnd: Bool { index >= end }
    /// The byte at the place; there must be one.
    @inline(__always) var byte: UInt8 { self[index] }

    @inline(__always) subscript(at: Int) -> UInt8 {
        assert(at >= 0 && at < end)
        return base.load(fromByteOffset: at, as: UInt8.self)
    }

    /// The eight bytes at the place, the first in the lowest bits; the caller has checked that they are there.
    @inline(__always) func word(at: Int) -> UInt64 {
        assert(at >= 0 && at &+ 8 <= end)
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    /// The index of the next `wanted` from the place on, or the piece's end.
    func find(_ wanted: UInt8) -> Int {
        guard index < end, let hit = memchr(base + index, Int32(wanted), end - index) else { return end }
        return UnsafeRawPointer(hit) - base
    }

    /// The index of the next of two bytes from the place on, or the piece's end.
    func find(_ first: UInt8, or second: UInt8) -> Int {
        var at = index
        let firstPattern = ASCIIWord.ones &* UInt64(first)
        let secondPattern = ASCIIWord.ones &* UInt64(second)
        while at &+ 8 <= end {
            let word = word(at: at)
            let hits = ASCIIWord.zeroes(word ^ firstPattern) | ASCIIWord.zeroes(word ^ secondPattern)
            if hits != 0 { return at &+ hits.trailingZeroBitCount >> 3 }
            at &+= 8
        }
        while at < end, self[at] != first, self[at] != second { at &+= 1 }
        return at
    }

    /// The bytes of a range of the piece.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        assert(range.lowerBound >= 0 && range.upperBound <= end)
        return UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}
