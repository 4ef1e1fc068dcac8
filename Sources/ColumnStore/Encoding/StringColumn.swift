import Bytes

/// A column of texts on disk: the distinct ones' lengths and bytes, then a code a row.
enum StringColumn {
    static func encode(
        _ codes: [UInt64], _ dictionary: [String], _ integers: IntegerEncoder, into out: inout ByteWriter
    ) {
        out.varint(UInt64(dictionary.count))
        var bytes: [UInt8] = []
        for text in dictionary { bytes.append(contentsOf: text.utf8) }
        integers.encode(dictionary.map { UInt64($0.utf8.count) }, into: &out)
        ByteStream.write(bytes, to: &out, compressor: integers.effort == .light ? nil : integers.compressor)
        integers.encode(codes, into: &out)
    }

    static func decode(_ reader: inout ChunkReader, count: Int) throws(DecodingFailure) -> ColumnParts {
        let dictionary = try dictionary(&reader, count: count)
        let codes = try IntegerDecoder<UInt32>.decode(&reader, count: count)
        try Codes.check(codes, below: dictionary.count)
        return (codes, dictionary)
    }

    /// The distinct texts of a column of `count` rows, which stand before the codes.
    static func dictionary(_ reader: inout ChunkReader, count: Int) throws(DecodingFailure) -> [String] {
        let size = try reader.count(atMost: count)
        let lengths = try IntegerDecoder<UInt64>.decode(&reader, count: size)
        let bytes = try ByteStream.read(&reader, limit: 1 << 30)
        var dictionary: [String] = []
        dictionary.reserveCapacity(size)
        var offset = 0
        for length in lengths {
            guard length <= UInt64(bytes.count - offset) else { throw .truncated }
            dictionary.append(String(decoding: bytes[offset..<offset + Int(length)], as: UTF8.self))
            offset += Int(length)
        }
        return dictionary
    }

    typealias ColumnParts = (codes: [UInt32], dictionary: [String])
}
