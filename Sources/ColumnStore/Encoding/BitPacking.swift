/// Integers of a fixed number of bits, one after another, lowest bit first.
enum BitPacking {
    /// How many bytes beyond the packed ones `unpack` may look at.
    static let padding = 16

    static func byteCount(_ count: Int, bits: Int) -> Int { (count * bits + 7) / 8 }

    /// Packs the low `bits` (1...64) of `value - base` for each value.
    static func pack(_ values: [UInt64], base: UInt64, bits: Int) -> [UInt8] {
        let size = byteCount(values.count, bits: bits)
        let words = (size + 7) / 8
        return [UInt8](unsafeUninitializedCapacity: words * 8) { buffer, filled in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var word: UInt64 = 0
            var used = 0
            var offset = 0
            for value in values {
                let bitsOfValue = value &- base
                word |= bitsOfValue &<< UInt64(used)
                used &+= bits
                if used >= 64 {
                    raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
                    offset &+= 8
                    used &-= 64
                    word = used == 0 ? 0 : bitsOfValue &>> UInt64(bits &- used)
                }
            }
            if used > 0 { raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self) }
            filled = size
        }
    }

    /// Unpacks as many integers as `target` has room for and adds `base`; `source` has `padding` bytes behind the packed
    /// ones.
    static func unpack<Integer: FixedWidthInteger & UnsignedInteger>(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>, bits: Int, base: UInt64
    ) {
        precondition(source.count >= byteCount(target.count, bits: bits) + padding && (1...64).contains(bits))
        if bits <= 57 {
            unpackNarrow(source, into: target, bits: bits, base: base)
        } else {
            unpackWide(source, into: target, bits: bits, base: base)
        }
    }

    @inline(__always)
    private static func unpackNarrow<Integer: FixedWidthInteger & UnsignedInteger>(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>, bits: Int, base: UInt64
    ) {
        let mask = UInt64.max &>> UInt64(64 &- bits)
        let start = source.baseAddress!
        var position = 0
        for index in 0..<target.count {
            let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self))
            let value = (word &>> UInt64(position & 7)) & mask
            target[index] = Integer(truncatingIfNeeded: value &+ base)
            position &+= bits
        }
    }

    /// A value of more than 57 bits may begin anywhere in a byte and so spread over nine.
    private static func unpackWide<Integer: FixedWidthInteger & UnsignedInteger>(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>, bits: Int, base: UInt64
    ) {
        let mask = UInt64.max &>> UInt64(64 &- bits)
        for index in 0..<target.count {
            let position = index &* bits
            let byte = position &>> 3
            let shift = UInt64(position & 7)
            var value = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: byte, as: UInt64.self)) &>> shift
            if shift > 0 { value |= UInt64(source[byte &+ 8]) &<< (64 &- shift) }
            target[index] = Integer(truncatingIfNeeded: (value & mask) &+ base)
        }
    }
}
