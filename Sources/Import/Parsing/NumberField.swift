/// Reads numbers from bytes.
enum NumberField {
    /// Decimal digits; nil for anything else, and for what 64 bits cannot hold.
    @inline(__always)
    static func decimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        guard !range.isEmpty, range.count <= 20 else { return nil }
        var value: UInt64 = 0
        if range.count < 20 {
            for place in range {
                let digit = bytes[place] &- 0x30
                guard digit < 10 else { return nil }
                value = value &* 10 &+ UInt64(digit)
            }
            return value
        }
        for place in range {
            let digit = bytes[place] &- 0x30
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard digit < 10, !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// 16 hexadecimal digits, with or without `0x` in front.
    static func fingerprint(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var start = range.lowerBound
        if range.count == 18, bytes[start] == 0x30, bytes[start + 1] | 0x20 == 0x78 { start += 2 }
        guard range.upperBound - start == 16 else { return nil }
        var value: UInt64 = 0
        for place in start..<range.upperBound {
            guard let digit = hexadecimal(bytes[place]) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    @inline(__always)
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        let digit = byte &- 0x30
        if digit < 10 { return digit }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}
