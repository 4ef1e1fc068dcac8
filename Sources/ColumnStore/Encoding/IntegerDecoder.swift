/// Reads sequences of integers that `IntegerEncoder` wrote.
struct IntegerDecoder<Integer: FixedWidthInteger & UnsignedInteger> {
    static func decode(_ reader: inout ChunkReader, count: Int, depth: Int = 0) throws(DecodingFailure) -> [Integer] {
        guard depth < IntegerEncoding.maximumDepth else { throw DecodingFailure("nested too deep") }
        guard let encoding = IntegerEncoding(rawValue: try reader.little()) else {
            throw DecodingFailure("unknown encoding")
        }
        switch encoding {
        case .constant: return Array(repeating: Integer(truncatingIfNeeded: try reader.varint()), count: count)
        case .packed: return try packed(&reader, count)
        case .bytes: return try bytes(&reader, count)
        case .runs: return try runs(&reader, count, depth)
        case .magnitudes: return try magnitudes(&reader, count)
        case .dictionary: return try dictionary(&reader, count, depth)
        case .deltas: return try deltas(&reader, count, depth)
        }
    }

    private static func packed(_ reader: inout ChunkReader, _ count: Int) throws(DecodingFailure) -> [Integer] {
        let base = try reader.varint()
        let bits = Int(try reader.little(UInt8.self))
        guard (1...64).contains(bits) else { throw DecodingFailure("width out of range") }
        let source = try reader.raw(BitPacking.byteCount(count, bits: bits))
        var padded: [UInt8] = []
        padded.reserveCapacity(source.count + BitPacking.padding)
        padded.append(contentsOf: source)
        padded.append(contentsOf: repeatElement(0, count: BitPacking.padding))
        return BitPacking.unpack(padded, count: count, bits: bits, base: base, as: Integer.self)
    }

    private static func bytes(_ reader: inout ChunkReader, _ count: Int) throws(DecodingFailure) -> [Integer] {
        let base = try reader.varint()
        let width = Int(try reader.little(UInt8.self))
        let bytes = try ByteStream.read(&reader, limit: count * 8)
        guard let values = FixedWidth.widen(bytes, count: count, base: base, width: width, as: Integer.self) else {
            throw DecodingFailure("width out of range")
        }
        return values
    }

    private static func runs(
        _ reader: inout ChunkReader, _ count: Int, _ depth: Int
    ) throws(DecodingFailure) -> [Integer] {
        let runs = try reader.count(atMost: count)
        let heads = try decode(&reader, count: runs, depth: depth + 1)
        let lengths = try IntegerDecoder<UInt64>.decode(&reader, count: runs, depth: depth + 1)
        var total: UInt64 = 0
        for length in lengths {
            guard length <= UInt64(count) else { throw DecodingFailure("run too long") }
            total += length
        }
        guard total == UInt64(count) else { throw DecodingFailure("runs of another length") }
        return [Integer](unsafeUninitializedCapacity: count) { buffer, filled in
            for index in 0..<runs {
                let length = Int(lengths[index])
                UnsafeMutableBufferPointer(rebasing: buffer[filled..<filled &+ length]).update(repeating: heads[index])
                filled &+= length
            }
        }
    }

    private static func magnitudes(_ reader: inout ChunkReader, _ count: Int) throws(DecodingFailure) -> [Integer] {
        let classes = try ByteStream.read(&reader, limit: count)
        let mantissas = try ByteStream.read(&reader, limit: count * 8, padding: Magnitudes.padding)
        guard classes.count == count,
            let values = Magnitudes.join(classes: classes, mantissas: mantissas, as: Integer.self)
        else { throw DecodingFailure("magnitudes of another length") }
        return values
    }

    private static func dictionary(
        _ reader: inout ChunkReader, _ count: Int, _ depth: Int
    ) throws(DecodingFailure) -> [Integer] {
        let size = try reader.count(atMost: count)
        let distinct = try decode(&reader, count: size, depth: depth + 1)
        let codes = try IntegerDecoder<UInt32>.decode(&reader, count: count, depth: depth + 1)
        return try Codes.gather(distinct, codes)
    }

    private static func deltas(
        _ reader: inout ChunkReader, _ count: Int, _ depth: Int
    ) throws(DecodingFailure) -> [Integer] {
        guard count > 0 else { throw DecodingFailure("deltas of nothing") }
        var value = Integer(truncatingIfNeeded: try reader.varint())
        let distances = try decode(&reader, count: count - 1, depth: depth + 1)
        return [Integer](unsafeUninitializedCapacity: count) { buffer, filled in
            buffer.initializeElement(at: 0, to: value)
            for index in 1..<count {
                value &+= distances[index &- 1]
                buffer.initializeElement(at: index, to: value)
            }
            filled = count
        }
    }
}
