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
    static func byteCount(_ classes: [UInt8]) -> Int? { byteCount(classes) { _ in } }

    /// The same, and for every eight bit lengths how many mantissa bits stand before them.
    static func marks(_ classes: [UInt8]) -> (byteCount: Int, marks: [UInt32])? {
        var size: Int?
        let marks = [UInt32](unsafeUninitializedCapacity: classes.count / 8 + 1) { marks, count in
            size = byteCount(classes) { bits in
                marks[count] = UInt32(truncatingIfNeeded: bits)
                count &+= 1
            }
        }
        return size.map { ($0, marks) }
    }

    @inline(__always)
    private static func byteCount(_ classes: [UInt8], mark: (Int) -> Void) -> Int? {
        classes.withUnsafeBytes { lengths in
            var bits = 0
            var excess: UInt64 = 0
            var index = 0
            while index &+ 8 <= lengths.count {
                mark(bits)
                let eight = lengths.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // The top bit of a byte beyond 64 shows up in itself or after the addition.
                excess |= eight | (eight &+ 0x3f3f_3f3f_3f3f_3f3f)
                bits &+= widths(of: eight)
                index &+= 8
            }
            mark(bits)
            while index < lengths.count {
                excess |= lengths[index] > 64 ? 0x80 : 0
                bits &+= Int(max(lengths[index], 1) &- 1)
                index &+= 1
            }
            return excess & 0x8080_8080_8080_8080 == 0 ? (bits + 7) / 8 : nil
        }
    }

    /// How many mantissa bits eight bit lengths have together, each of them 64 at most.
    @inline(__always)
    private static func widths(of eight: UInt64) -> Int {
        let nonzero = (eight &+ 0x7f7f_7f7f_7f7f_7f7f) &>> 7 & 0x0101_0101_0101_0101
        let widths = eight &- nonzero
        let pairs = (widths & 0x00ff_00ff_00ff_00ff) &+ (widths &>> 8 & 0x00ff_00ff_00ff_00ff)
        return Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
    }

    /// Joins what `split` parted; `mantissas` has as many bytes as `byteCount` says and `padding` more.
    static func join<Integer: FixedWidthInteger & UnsignedInteger>(
        _ classes: [UInt8], _ mantissas: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>
    ) {
        precondition(classes.count == target.count && mantissas.count >= padding)
        classes.withUnsafeBufferPointer { lengths in
            let source = mantissas.baseAddress.unsafelyUnwrapped
            var position = 0
            for index in 0..<lengths.count {
                target[index] = value(source, at: &position, length: UInt64(lengths[index]))
            }
        }
    }

    /// Joins some rows only, with the `marks` of the bit lengths; the others of `target` stay as they are.
    static func join<Integer: FixedWidthInteger & UnsignedInteger>(
        _ classes: [UInt8], _ mantissas: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Integer>,
        rows: [UInt32], marks: [UInt32]
    ) {
        precondition(classes.count == target.count && mantissas.count >= padding)
        classes.withUnsafeBytes { lengths in
            let source = mantissas.baseAddress.unsafelyUnwrapped
            for row in rows {
                let row = Int(row)
                var position = Int(marks[row &>> 3]) &+ widths(lengths, from: row & ~7, to: row)
                target[row] = value(source, at: &position, length: UInt64(lengths[row]))
            }
        }
    }

    /// How many mantissa bits fewer than eight bit lengths have together.
    @inline(__always)
    private static func widths(_ lengths: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
        guard start &+ 8 <= lengths.count else {
            return lengths[start..<end].reduce(0) { $0 &+ Int(max($1, 1) &- 1) }
        }
        let eight = UInt64(littleEndian: lengths.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        return widths(of: eight & ((1 &<< (8 &* UInt64(end &- start))) &- 1))
    }

    @inline(__always)
    private static func value<Integer: FixedWidthInteger & UnsignedInteger>(
        _ source: UnsafeRawPointer, at position: inout Int, length: UInt64
    ) -> Integer {
        let width = max(length, 1) &- 1
        let leading: UInt64 = length == 0 ? 0 : 1 &<< width
        let value = field(source, at: position, width: width)
        position &+= Int(truncatingIfNeeded: width)
        return Integer(truncatingIfNeeded: value | leading)
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
