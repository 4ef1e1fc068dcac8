import Bytes

/// Why stored bytes are no column: they end too early, or a part of them is not what an encoder writes.
struct DecodingFailure: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    static let truncated = DecodingFailure("ends too early")
}

/// Reads what the encoders write; bytes that they would not write end in an error, never in a trap.
struct ChunkReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let end: Int

    /// Reads all bytes but the last `padding`, which are there for decoders that look beyond what they decode.
    init(_ bytes: ArraySlice<UInt8>, padding: Int = 0) {
        self.bytes = bytes
        position = bytes.startIndex
        end = max(bytes.endIndex - padding, position)
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    var remaining: Int { end - position }

    /// The byte that is read next.
    var next: UInt8? { position < end ? bytes[position] : nil }

    mutating func raw(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The next `count` bytes, and `BitPacking.padding` bytes of any value behind them.
    mutating func padded(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
        let padding = BitPacking.padding
        let start = position
        let part = try raw(count)
        if start + count + padding <= bytes.endIndex { return bytes[start..<start + count + padding] }
        var copy: [UInt8] = []
        copy.reserveCapacity(count + padding)
        copy.append(contentsOf: part)
        copy.append(contentsOf: repeatElement(0, count: padding))
        return copy[...]
    }

    mutating func little<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self)
        throws(DecodingFailure) -> Integer
    {
        let slice = try raw(Integer.bitWidth / 8)
        return slice.withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(as: Integer.self)) }
    }

    mutating func text() throws(DecodingFailure) -> String {
        let length = try little(UInt32.self)
        return String(decoding: try raw(Int(length)), as: UTF8.self)
    }

    /// Reads an integer that `ByteWriter.varint` wrote.
    mutating func varint() throws(DecodingFailure) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let byte = try little(UInt8.self)
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw DecodingFailure("integer too long")
    }

    /// Reads a count that is at most `limit`.
    mutating func count(atMost limit: Int) throws(DecodingFailure) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw DecodingFailure("count out of range") }
        return Int(value)
    }
}
