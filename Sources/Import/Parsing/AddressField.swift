import Observations

/// Reads addresses from bytes, as `IPAddress` reads them from text.
enum AddressField {
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> IPAddress? {
        if let number = v4(bytes, range) { return IPAddress(v4: number) }
        if let address = v6(bytes, range) { return address }
        return isLocal(bytes, range) ? .local : nil
    }

    /// Dotted decimal.
    @inline(__always)
    private static func v4(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        guard range.count <= 15 else { return nil }
        var number: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for place in range {
            let byte = bytes[place]
            let digit = byte &- 0x30
            if digit < 10 {
                part = part &* 10 &+ UInt32(digit)
                digits &+= 1
            } else {
                guard byte == 0x2e, digits &- 1 < 3, digits > 0, part < 256, dots < 3 else { return nil }
                number = number << 8 | part
                part = 0
                digits = 0
                dots &+= 1
            }
        }
        guard dots == 3, digits > 0, digits < 4, part < 256 else { return nil }
        return number << 8 | part
    }

    /// The forms of RFC 4291: groups, one `::` for groups of zeros, and IPv4 in the last 32 bits.
    private static func v6(_ bytes: Span<UInt8>, _ range: Range<Int>) -> IPAddress? {
        guard range.count >= 2, range.count <= 45 else { return nil }
        var groups = Groups()
        var place = range.lowerBound
        if bytes[place] == 0x3a {
            guard bytes[place + 1] == 0x3a else { return nil }
            groups.gap = 0
            place += 2
        }
        while place < range.upperBound {
            let start = place
            var value: UInt32 = 0
            while place < range.upperBound, place - start < 5, let digit = NumberField.hexadecimal(bytes[place]) {
                value = value << 4 | UInt32(digit)
                place += 1
            }
            if place < range.upperBound, bytes[place] == 0x2e {
                guard let number = v4(bytes, start..<range.upperBound) else { return nil }
                guard groups.append(UInt64(number >> 16)), groups.append(UInt64(number & 0xffff)) else { return nil }
                place = range.upperBound
                break
            }
            guard (1...4).contains(place - start), groups.append(UInt64(value)) else { return nil }
            if place == range.upperBound { break }
            guard bytes[place] == 0x3a, place + 1 < range.upperBound else { return nil }
            place += 1
            if bytes[place] == 0x3a {
                guard groups.gap == nil else { return nil }
                groups.gap = groups.count
                place += 1
            }
        }
        return groups.address
    }

    /// The groups of an IPv6 address so far.
    private struct Groups {
        private var high: UInt64 = 0
        private var low: UInt64 = 0
        private(set) var count = 0
        /// How many groups stand before `::`.
        var gap: Int?

        mutating func append(_ group: UInt64) -> Bool {
            guard count < 8 else { return false }
            high = high << 16 | low >> 48
            low = low << 16 | group
            count += 1
            return true
        }

        var address: IPAddress? {
            guard let gap else { return count == 8 ? IPAddress(high: high, low: low) : nil }
            guard count < 8 else { return nil }
            // What stands before the gap moves up; what follows it stays.
            let all = (high: high, low: low)
            let tail = Self.mask(all, groups: count - gap)
            let head = Self.shift((all.high, all.low), right: count - gap)
            let moved = Self.shift(head, left: 8 - gap)
            return IPAddress(high: moved.high | tail.high, low: moved.low | tail.low)
        }

        private static func mask(_ words: (high: UInt64, low: UInt64), groups: Int) -> (high: UInt64, low: UInt64) {
            let low: UInt64 = groups >= 4 ? .max : (1 << UInt64(16 * groups)) - 1
            let high: UInt64 = groups <= 4 ? 0 : (1 << UInt64(16 * (groups - 4))) - 1
            return (words.high & high, words.low & low)
        }

        private static func shift(_ words: (high: UInt64, low: UInt64), right groups: Int) -> (
            high: UInt64, low: UInt64
        ) {
            var words = words
            for _ in 0..<groups { words = (words.high >> 16, words.low >> 16 | words.high << 48) }
            return words
        }

        private static func shift(_ words: (high: UInt64, low: UInt64), left groups: Int) -> (high: UInt64, low: UInt64)
        {
            var words = words
            for _ in 0..<groups { words = (words.high << 16 | words.low >> 48, words.low << 16) }
            return words
        }
    }

    private static let local = Array("local".utf8)

    private static func isLocal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.count == local.count && local.indices.allSatisfy { bytes[range.lowerBound + $0] == local[$0] }
    }
}
