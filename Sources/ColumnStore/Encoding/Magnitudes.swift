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

    /// How many bytes the mantissas of these bit lengths take; nil when one is no bit length.
    static func byteCount(_ classes: [UInt8]) -> Int? {
        var bits = 0
        var greatest: UInt8 = 0
        for length in classes {
            bits &+= Int(max(length, 1) &- 1)
            greatest = max(greatest, length)
        }
        return greatest <= 64 ? (bits + 7) / 8 : nil
    }

    /// Joins what `split` parted; `mantissas` has as many bytes as `byteCount` says and `padding` more.
    static func join<Integer: FixedWidthInteger & UnsignedInteger>(
        _ classes: [UInt8], _ mantissas: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>
    ) {
        precondition(classes.count == target.count && mantissas.count >= padding)
        classes.withUnsafeBufferPointer { lengths in
            let source = mantissas.baseAddress!
            var position = 0
            for index in 0..<lengths.count {
                let length = UInt64(lengths[index])
                let width = length &- (length == 0 ? 0 : 1)
                let leading: UInt64 = length == 0 ? 0 : 1 &<< width
                let value = field(source, at: position, width: width)
                position &+= Int(truncatingIfNeeded: width)
                target[index] = Integer(truncatingIfNeeded: value | leading)
            }
        }
    }

    /// The `width` (0...63) bits at `position`.
    @inline(__always)
    private static func field(_ source: UnsafeRawPointer, at position: Int, width: UInt64) -> UInt64 {
        let byte = position &>> 3
        let shift = UInt64(position & 7)
        var value = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: byte, as: UInt64.self)) &>> shift
        if width > 57 {
            let rest = UInt64(source.load(fromByteOffset: byte &+ 8, as: UInt8.self))
            value |= (rest &<< (63 &- shift)) &<< 1
        }
        return value & ((1 &<< width) &- 1)
    }
}
