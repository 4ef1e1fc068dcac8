/// Integers in 1, 2, 4 or 8 bytes each, lowest byte first.
enum FixedWidth {
    static func width(bits: Int) -> Int { bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8 }

    static func narrow(_ values: [UInt64], base: UInt64, width: Int) -> [UInt8] {
        switch width {
        case 1: store(values, base, as: UInt8.self)
        case 2: store(values, base, as: UInt16.self)
        case 4: store(values, base, as: UInt32.self)
        default: store(values, base, as: UInt64.self)
        }
    }

    /// Reads as many integers as `target` has room for and adds `base`; false when `bytes` is shorter, or `width` none
    /// of the four.
    static func widen<Integer: FixedWidthInteger & UnsignedInteger>(
        _ bytes: [UInt8], into target: UnsafeMutableBufferPointer<Integer>, base: UInt64, width: Int
    ) -> Bool {
        guard bytes.count >= target.count * width else { return false }
        switch width {
        case 1: load(bytes, into: target, base, from: UInt8.self)
        case 2: load(bytes, into: target, base, from: UInt16.self)
        case 4: load(bytes, into: target, base, from: UInt32.self)
        case 8: load(bytes, into: target, base, from: UInt64.self)
        default: return false
        }
        return true
    }

    @inline(__always)
    private static func store<Narrow: FixedWidthInteger>(_ values: [UInt64], _ base: UInt64, as: Narrow.Type) -> [UInt8]
    {
        let width = MemoryLayout<Narrow>.size
        return [UInt8](unsafeUninitializedCapacity: values.count * width) { buffer, filled in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for index in 0..<values.count {
                let narrow = Narrow(truncatingIfNeeded: values[index] &- base).littleEndian
                raw.storeBytes(of: narrow, toByteOffset: index &* width, as: Narrow.self)
            }
            filled = values.count * width
        }
    }

    @inline(__always)
    private static func load<Narrow: FixedWidthInteger, Integer: FixedWidthInteger>(
        _ bytes: [UInt8], into target: UnsafeMutableBufferPointer<Integer>, _ base: UInt64, from: Narrow.Type
    ) {
        let width = MemoryLayout<Narrow>.size
        let start = Integer(truncatingIfNeeded: base)
        bytes.withUnsafeBytes { source in
            for index in 0..<target.count {
                let narrow = source.loadUnaligned(fromByteOffset: index &* width, as: Narrow.self)
                target[index] = Integer(truncatingIfNeeded: Narrow(littleEndian: narrow)) &+ start
            }
        }
    }
}
