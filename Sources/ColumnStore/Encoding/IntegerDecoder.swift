/// Reads sequences of integers that `IntegerEncoder` wrote.
struct IntegerDecoder<Integer: FixedWidthInteger & UnsignedInteger> {
    typealias Target = UnsafeMutableBufferPointer<Integer>

    static func decode(_ reader: inout ChunkReader, count: Int, depth: Int = 0) throws(DecodingFailure) -> [Integer] {
        var failure: DecodingFailure?
        // Without room there would be no array of its own, and its count would be set in the one that all threads
        // share.
        let values = [Integer](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
            do throws(DecodingFailure) {
                try decode(&reader, into: Target(rebasing: buffer[..<count]), depth: depth)
                filled = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }

    /// Fills memory. With `rows`, positions that ascend, those may be all that is filled.
    static func decode(
        _ reader: inout ChunkReader, into target: Target, rows: [UInt32]? = nil, depth: Int = 0
    ) throws(DecodingFailure) {
        guard depth < IntegerEncoding.maximumDepth else { throw DecodingFailure("nested too deep") }
        guard let encoding = IntegerEncoding(rawValue: try reader.little()) else {
            throw DecodingFailure("unknown encoding")
        }
        switch encoding {
        case .constant: target.update(repeating: Integer(truncatingIfNeeded: try reader.varint()))
        case .packed: try packed(&reader, target)
        case .bytes: try bytes(&reader, target)
        case .runs: try runs(&reader, target, depth)
        case .magnitudes: try magnitudes(&reader, target)
        case .dictionary: try dictionary(&reader, target, depth)
        case .deltas: try deltas(&reader, target, depth)
        case .sizes: try sizes(&reader, target, rows)
        }
    }

    private static func packed(_ reader: inout ChunkReader, _ target: Target) throws(DecodingFailure) {
        let base = try reader.varint()
        let bits = Int(try reader.little(UInt8.self))
        guard (1...64).contains(bits) else { throw DecodingFailure("width out of range") }
        let source = try reader.padded(BitPacking.byteCount(target.count, bits: bits))
        source.withUnsafeBytes { BitPacking.unpack($0, into: target, bits: bits, base: base) }
    }

    private static func bytes(_ reader: inout ChunkReader, _ target: Target) throws(DecodingFailure) {
        let base = try reader.varint()
        let width = Int(try reader.little(UInt8.self))
        let bytes = try ByteStream.read(&reader, limit: target.count * 8)
        guard FixedWidth.widen(bytes, into: target, base: base, width: width) else {
            throw DecodingFailure("width out of range")
        }
    }

    private static func runs(_ reader: inout ChunkReader, _ target: Target, _ depth: Int) throws(DecodingFailure) {
        let runs = try reader.count(atMost: target.count)
        let heads = try decode(&reader, count: runs, depth: depth + 1)
        let lengths = try IntegerDecoder<UInt64>.decode(&reader, count: runs, depth: depth + 1)
        var total: UInt64 = 0
        for length in lengths {
            guard length <= UInt64(target.count) else { throw DecodingFailure("run too long") }
            total += length
        }
        guard total == UInt64(target.count) else { throw DecodingFailure("runs of another length") }
        var filled = 0
        for index in 0..<runs {
            let length = Int(lengths[index])
            Target(rebasing: target[filled..<filled &+ length]).update(repeating: heads[index])
            filled &+= length
        }
    }

    private static func magnitudes(_ reader: inout ChunkReader, _ target: Target) throws(DecodingFailure) {
        let classes = try ByteStream.read(&reader, limit: target.count)
        let mantissas = try ByteStream.read(&reader, limit: target.count * 8, padding: Magnitudes.padding)
        guard classes.count == target.count, let size = Magnitudes.byteCount(classes),
            mantissas.count == size + Magnitudes.padding
        else { throw DecodingFailure("magnitudes of another length") }
        mantissas.withUnsafeBytes { Magnitudes.join(classes, $0, into: target) }
    }

    private static func sizes(
        _ reader: inout ChunkReader, _ target: Target, _ rows: [UInt32]?
    ) throws(DecodingFailure) {
        let least = try reader.little(UInt8.self)
        let bits = Int(try reader.little(UInt8.self))
        guard least <= 64, (1...7).contains(bits) else { throw DecodingFailure("width out of range") }
        let packed = try reader.padded(BitPacking.byteCount(target.count, bits: bits))
        let classes = packed.withUnsafeBytes {
            BitPacking.unpackBytes($0, count: target.count, bits: bits, base: least)
        }
        guard let size = Magnitudes.byteCount(classes) else { throw DecodingFailure("width out of range") }
        let mantissas = try reader.padded(size)
        mantissas.withUnsafeBytes { mantissas in
            if let rows {
                Magnitudes.join(classes, mantissas, into: target, rows: rows)
            } else {
                Magnitudes.join(classes, mantissas, into: target)
            }
        }
    }

    private static func dictionary(
        _ reader: inout ChunkReader, _ target: Target, _ depth: Int
    ) throws(DecodingFailure) {
        let size = try reader.count(atMost: target.count)
        let distinct = try decode(&reader, count: size, depth: depth + 1)
        let codes = try IntegerDecoder<UInt32>.decode(&reader, count: target.count, depth: depth + 1)
        try Codes.check(codes, below: distinct.count)
        for index in 0..<target.count { target[index] = distinct[Int(truncatingIfNeeded: codes[index])] }
    }

    private static func deltas(_ reader: inout ChunkReader, _ target: Target, _ depth: Int) throws(DecodingFailure) {
        guard target.count > 0 else { throw DecodingFailure("deltas of nothing") }
        var value = Integer(truncatingIfNeeded: try reader.varint())
        target[0] = value
        let rest = Target(rebasing: target[1...])
        try decode(&reader, into: rest, depth: depth + 1)
        for index in 0..<rest.count {
            value &+= rest[index]
            rest[index] = value
        }
    }
}
