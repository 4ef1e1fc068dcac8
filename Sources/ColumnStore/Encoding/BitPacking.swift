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

    /// Unpacks as many integers as `target` has room for and adds `base`; `source` has `padding` bytes behind the
    /// packed ones.
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

    /// One load serves as many values as fit behind the up to seven bits before the first.
    @inline(__always)
    private static func unpackNarrow<Integer: FixedWidthInteger & UnsignedInteger>(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>, bits: Int, base: UInt64
    ) {
        let mask = UInt64.max &>> UInt64(64 &- bits)
        let start = source.baseAddress.unsafelyUnwrapped
        let step = UInt64(bits)
        var position = 0
        var index = 0
        @inline(__always) func word() -> UInt64 {
            let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self))
            return word &>> UInt64(position & 7)
        }
        if bits <= 14 {
            while index &+ 4 <= target.count {
                let four = word()
                target[index] = Integer(truncatingIfNeeded: (four & mask) &+ base)
                target[index &+ 1] = Integer(truncatingIfNeeded: (four &>> step & mask) &+ base)
                target[index &+ 2] = Integer(truncatingIfNeeded: (four &>> (2 &* step) & mask) &+ base)
                target[index &+ 3] = Integer(truncatingIfNeeded: (four &>> (3 &* step) & mask) &+ base)
                position &+= 4 &* bits
                index &+= 4
            }
        } else if bits <= 28 {
            while index &+ 2 <= target.count {
                let two = word()
                target[index] = Integer(truncatingIfNeeded: (two & mask) &+ base)
                target[index &+ 1] = Integer(truncatingIfNeeded: (two &>> step & mask) &+ base)
                position &+= 2 &* bits
                index &+= 2
            }
        }
        while index < target.count {
            target[index] = Integer(truncatingIfNeeded: (word() & mask) &+ base)
            position &+= bits
            index &+= 1
        }
    }

    /// Unpacks integers of one to seven bits to a byte each, eight at a time: fields are moved apart in three steps.
    static func unpackBytes(_ source: UnsafeRawBufferPointer, count: Int, bits: Int, base: UInt8) -> [UInt8] {
        precondition(source.count >= byteCount(count, bits: bits) + padding && (1...7).contains(bits))
        let start = source.baseAddress.unsafelyUnwrapped
        let words = (count + 7) / 8
        let width = UInt64(bits)
        let quarter: UInt64 = (1 &<< (4 &* width)) &- 1
        let pair = ((1 &<< (2 &* width)) &- 1) &* 0x1_0000_0001
        let single = ((1 &<< width) &- 1) &* 0x1_0001_0001_0001
        let bases = UInt64(base) &* 0x0101_0101_0101_0101
        return [UInt8](unsafeUninitializedCapacity: words * 8) { target, filled in
            let raw = UnsafeMutableRawPointer(target.baseAddress.unsafelyUnwrapped)
            for index in 0..<words {
                let offset = index &* bits
                var word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                word = (word & quarter) | (word &>> (4 &* width) & quarter) &<< 32
                word = (word & pair) | (word &>> (2 &* width) & pair) &<< 16
                word = (word & single) | (word &>> width & single) &<< 8
                raw.storeBytes(of: (word &+ bases).littleEndian, toByteOffset: index &* 8, as: UInt64.self)
            }
            filled = count
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
