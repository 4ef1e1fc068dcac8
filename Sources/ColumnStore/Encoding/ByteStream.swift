import Bytes

/// A run of bytes on disk: a codec, the length, the stored length when it is another, the stored bytes.
enum ByteStream {
    static func write(_ bytes: [UInt8], to out: inout ByteWriter, compressor: Compressor?) {
        guard let compressor else { return write(bytes.count, .none, stored: bytes, to: &out) }
        let (codec, stored) = compressor.compress(bytes)
        write(bytes.count, codec, stored: stored, to: &out)
    }

    private static func write(_ count: Int, _ codec: Codec, stored: [UInt8], to out: inout ByteWriter) {
        out.little(codec.rawValue)
        out.varint(UInt64(count))
        if codec != .none { out.varint(UInt64(stored.count)) }
        out.bytes.append(contentsOf: stored)
    }

    /// Reads a run that must have at most `limit` bytes; `padding` zero bytes follow them.
    static func read(_ reader: inout ChunkReader, limit: Int, padding: Int = 0) throws(DecodingFailure) -> [UInt8] {
        guard let codec = Codec(rawValue: try reader.little()) else { throw DecodingFailure("unknown codec") }
        let count = try reader.count(atMost: limit)
        let stored = codec == .none ? count : try reader.count(atMost: reader.remaining)
        let source = try reader.raw(stored)
        guard let bytes = Decompressor.decompress(source, codec: codec, count: count, padding: padding) else {
            throw DecodingFailure("does not decompress")
        }
        return bytes
    }
}
