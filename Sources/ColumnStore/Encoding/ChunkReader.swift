import Bytes

/// Why stored bytes are no column: they end too early, or a part of them is not what an encoder writes.
struct DecodingFailure: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    static let truncated = DecodingFailure("ends too early")
}

/// Reads what the encoders write; bytes that they would not write end in an error, never in a trap.
struct ChunkReader {
    private var reader: ByteReader

    init(_ bytes: ArraySlice<UInt8>) { reader = ByteReader(bytes) }

    init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

    var remaining: Int { reader.remaining }

    mutating func raw(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
        do throws(ByteReader.Truncated) { return try reader.raw(count) } catch { throw .truncated }
    }

    mutating func little<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self)
        throws(DecodingFailure) -> Integer
    {
        do throws(ByteReader.Truncated) { return try reader.little(type) } catch { throw .truncated }
    }

    mutating func text() throws(DecodingFailure) -> String {
        do throws(ByteReader.Truncated) { return try reader.text() } catch { throw .truncated }
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
