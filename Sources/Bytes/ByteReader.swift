/// Reads integers, strings and bytes from bytes that came from outside: never traps, throws `Truncated` at their end.
public struct ByteReader: Sendable {
    /// The input ended before the value did, or a length in it points beyond its end.
    public struct Truncated: Error, Equatable {
        /// Where the value began.
        public let offset: Int
        /// Made by the reader, and by those who read on its behalf.
        public init(offset: Int) { self.offset = offset }
    }

    private let bytes: ArraySlice<UInt8>
    /// How many bytes were read.
    public private(set) var offset = 0

    /// Reads `bytes` from their beginning.
    public init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
    /// Reads `bytes` from their beginning.
    public init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    /// How many bytes are left.
    public var remaining: Int { bytes.count - offset }

    /// The next `count` bytes.
    public mutating func raw(_ count: Int) throws(Truncated) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw Truncated(offset: offset) }
        let start = bytes.startIndex + offset
        offset += count
        return bytes[start..<start + count]
    }

    /// An integer, least significant byte first.
    public mutating func little<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self)
        throws(Truncated) -> Integer
    {
        let slice = try raw(Integer.bitWidth / 8)
        return slice.withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(as: Integer.self)) }
    }

    /// An integer, most significant byte first.
    public mutating func big<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self)
        throws(Truncated) -> Integer
    {
        let slice = try raw(Integer.bitWidth / 8)
        return slice.withUnsafeBytes { Integer(bigEndian: $0.loadUnaligned(as: Integer.self)) }
    }

    /// A text that `ByteWriter.text` wrote; bytes that are no UTF-8 become U+FFFD.
    public mutating func text() throws(Truncated) -> String {
        let start = offset
        let length = try little(UInt32.self)
        guard Int(length) <= remaining else { throw Truncated(offset: start) }
        return String(decoding: try raw(Int(length)), as: UTF8.self)
    }

    /// The bytes up to the next zero byte, which is read too.
    public mutating func cString() throws(Truncated) -> ArraySlice<UInt8> {
        let start = bytes.startIndex + offset
        guard let end = bytes[start...].firstIndex(of: 0) else { throw Truncated(offset: offset) }
        offset = end + 1 - bytes.startIndex
        return bytes[start..<end]
    }
}
