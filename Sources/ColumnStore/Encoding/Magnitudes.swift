/// Integers as their number of significant bits and the bits below the leading one.
///
/// Sums, sizes and durations spread over orders of magnitude: their bit lengths compress well, the bits below hardly at
/// all, so they are kept apart.
enum Magnitudes {
    static let padding = BitPacking.padding

    static func split(_ values: [UInt64]) -> (classes: [UInt8], mantissas: [UInt8]) {
        var bits = 0
        let classes = [UInt8](unsafeUninitializedCapacity: values.count) { buffer, filled in
            for index in 0..<values.count {
                let length = 64 &- values[index].leadingZeroBitCount
                buffer.initializeElement(at: index, to: UInt8(truncatingIfNeeded: length))
                bits &+= max(length &- 1, 0)
            }
            filled = values.count
        }
        return (classes, mantissas(values, classes, bits: bits))
    }

    private static func mantissas(_ values: [UInt64], _ classes: [UInt8], bits: Int) -> [UInt8] {
        let words = (bits + 63) / 64
        return [UInt8](unsafeUninitializedCapacity: words * 8) { buffer, filled in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var word: UInt64 = 0
            var used = 0
            var offset = 0
            for index in 0..<values.count where classes[index] > 1 {
                let width = Int(classes[index]) &- 1
                let mantissa = values[index] & (UInt64.max &>> UInt64(64 &- width))
                word |= mantissa &<< UInt64(used)
                used &+= width
                guard used >= 64 else { continue }
                raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
                used &-= 64
                word = used == 0 ? 0 : mantissa &>> UInt64(width &- used)
            }
            if used > 0 { raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self) }
            filled = (bits + 7) / 8
        }
    }

    /// Joins what `split` parted; nil when the mantissas are not as long as the classes say. `mantissas` has `padding`
    /// bytes more.
    static func join<Integer: FixedWidthInteger & UnsignedInteger>(
        classes: [UInt8], mantissas: [UInt8], as type: Integer.Type
    ) -> [Integer]? {
        var bits = 0
        var greatest: UInt8 = 0
        for length in classes {
            bits &+= max(Int(length) &- 1, 0)
            greatest = max(greatest, length)
        }
        guard greatest <= 64, mantissas.count == (bits + 7) / 8 + padding else { return nil }
        return [Integer](unsafeUninitializedCapacity: classes.count) { buffer, filled in
            mantissas.withUnsafeBytes { source in
                classes.withUnsafeBufferPointer { lengths in
                    var position = 0
                    for index in 0..<lengths.count {
                        let length = Int(lengths[index])
                        let width = max(length &- 1, 0)
                        let value = field(source, at: position, width: width)
                        position &+= width
                        let leading: UInt64 = length == 0 ? 0 : 1 &<< UInt64(width)
                        buffer.initializeElement(at: index, to: Integer(truncatingIfNeeded: value | leading))
                    }
                }
            }
            filled = classes.count
        }
    }

    /// The `width` (0...63) bits at `position`.
    @inline(__always)
    private static func field(_ source: UnsafeRawBufferPointer, at position: Int, width: Int) -> UInt64 {
        let byte = position &>> 3
        let shift = UInt64(position & 7)
        var value = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: byte, as: UInt64.self)) &>> shift
        if width > 57 { value |= (UInt64(source[byte &+ 8]) &<< (63 &- shift)) &<< 1 }
        return value & ((1 &<< UInt64(width)) &- 1)
    }
}
