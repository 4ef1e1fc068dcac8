extension Hash64 {
    /// The hash of a long run of bytes, in four stripes side by side: several times as fast as `of`, and another value.
    public static func striped(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = Hash64()
        let whole = bytes.count & ~31
        if whole > 0 {
            let start = bytes.baseAddress.unsafelyUnwrapped
            var (a, b, c, d) = (Hash64(seed: 1), Hash64(seed: 2), Hash64(seed: 3), Hash64(seed: 4))
            var offset = 0
            while offset < whole {
                a.combine(UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                b.combine(UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)))
                c.combine(UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset &+ 16, as: UInt64.self)))
                d.combine(UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset &+ 24, as: UInt64.self)))
                offset &+= 32
            }
            for stripe in [a, b, c, d] { hash.combine(stripe.state) }
        }
        hash.combine(UnsafeRawBufferPointer(rebasing: bytes[whole...]))
        hash.combine(UInt64(bytes.count))
        return hash.value
    }

    /// The striped hash of an array of bytes.
    public static func striped(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { striped($0) } }
}
