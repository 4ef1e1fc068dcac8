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

    /// Reads `count` integers and adds `base`; nil when `bytes` is shorter, or `width` none of the four.
    static func widen<Integer: FixedWidthInteger & UnsignedInteger>(
        _ bytes: [UInt8], count: Int, base: UInt64, width: Int, as type: Integer.Type
    ) -> [Integer]? {
        guard bytes.count >= count * width else { return nil }
        switch width {
        case 1: return load(bytes, count, base, from: UInt8.self)
        case 2: return load(bytes, count, base, from: UInt16.self)
        case 4: return load(bytes, count, base, from: UInt32.self)
        case 8: return load(bytes, count, base, from: UInt64.self)
        default: return nil
        }
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
        _ bytes: [UInt8], _ count: Int, _ base: UInt64, from: Narrow.Type
    ) -> [Integer] {
        let width = MemoryLayout<Narrow>.size
        let start = Integer(truncatingIfNeeded: base)
        return [Integer](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes.withUnsafeBytes { source in
                for index in 0..<count {
                    let narrow = source.loadUnaligned(fromByteOffset: index &* width, as: Narrow.self)
                    buffer.initializeElement(
                        at: index, to: Integer(truncatingIfNeeded: Narrow(littleEndian: narrow)) &+ start)
                }
            }
            filled = count
        }
    }
}
