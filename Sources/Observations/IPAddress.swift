/// The address of a client, in network byte order in two words: IPv6 as it is, IPv4 as `::ffff:a.b.c.d`, and one value
/// of its own for Unix sockets.
public struct IPAddress: Hashable, Sendable, Comparable {
    /// The first eight bytes.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// An address by its two halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address by its number, `127.0.0.1` being 0x7f000001.
    @inlinable
    public init(v4: UInt32) { self.init(high: 0, low: 0xffff_0000_0000 | UInt64(v4)) }

    /// The peer of a Unix socket. The value lies in the discard-only block 100::/64 (RFC 6666), which no packet comes
    /// from.
    public static let local = IPAddress(high: 0x0100_0000_0000_0000, low: 0)

    /// Whether this is an IPv4 address.
    @inlinable
    public var isV4: Bool { high == 0 && low >> 32 == 0xffff }

    /// Orders IPv4 addresses before IPv6 ones, and each by its number.
    @inlinable
    public static func < (a: IPAddress, b: IPAddress) -> Bool {
        if a.isV4 != b.isV4 { return a.isV4 }
        return a.high != b.high ? a.high < b.high : a.low < b.low
    }

    /// The first `length` bits of the address, the others zero; `length` counts from the family's own first bit.
    public func prefix(_ length: Int) -> IPAddress {
        let bits = min(max(isV4 ? length + 96 : length, 0), 128)
        let highMask = bits >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(bits))
        let lowMask = bits >= 128 ? UInt64.max : bits <= 64 ? 0 : ~(UInt64.max >> UInt64(bits - 64))
        return IPAddress(high: high & highMask, low: low & lowMask)
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal for IPv4, RFC 5952's form for IPv6, `local` for a Unix socket.
    public var description: String {
        if self == .local { return "local" }
        if isV4 { return (0..<4).map { String(low >> UInt64(24 - 8 * $0) & 255) }.joined(separator: ".") }
        let groups = (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - 16 * (index & 3)))
        }
        return Self.compress(groups)
    }

    private static func compress(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count && groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        let hexadecimal = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        if best.isEmpty { return hexadecimal(groups[...]) }
        return hexadecimal(groups[..<best.lowerBound]) + "::" + hexadecimal(groups[best.upperBound...])
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Reads dotted decimal, any textual form of IPv6 (RFC 4291), or `local`; nil for anything else.
    public init?(_ text: String) {
        if text == "local" {
            self = .local
        } else if text.utf8.contains(0x3a) {
            guard let address = Self.parseV6(text) else { return nil }
            self = address
        } else {
            guard let number = Self.parseV4(text[...]) else { return nil }
            self.init(v4: number)
        }
    }

    private static func parseV4(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let byte = UInt8(part)
            else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    private static func parseV6(_ text: String) -> IPAddress? {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.count <= 9 else { return nil }
        if let last = parts.last, last.contains(".") {
            guard let number = parseV4(last) else { return nil }
            parts[parts.count - 1] = Substring(String(number >> 16, radix: 16))
            parts.append(Substring(String(number & 0xffff, radix: 16)))
        }
        if parts[0].isEmpty {
            guard parts[1].isEmpty else { return nil }
            parts.removeFirst()
        } else if parts[parts.count - 1].isEmpty {
            guard parts[parts.count - 2].isEmpty else { return nil }
            parts.removeLast()
        }
        return expand(parts)
    }

    private static func expand(_ parts: [Substring]) -> IPAddress? {
        guard parts.count <= 8 else { return nil }
        var groups: [UInt64] = []
        var gap: Int?
        for part in parts {
            if part.isEmpty {
                guard gap == nil || parts.count == 2 else { return nil }
                gap = gap ?? groups.count
                continue
            }
            guard part.utf8.count <= 4, part.utf8.first != 0x2b, let group = UInt16(part, radix: 16) else { return nil }
            groups.append(UInt64(group))
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        let word = { (part: ArraySlice<UInt64>) in part.reduce(0) { $0 << 16 | $1 } }
        return IPAddress(high: word(groups[..<4]), low: word(groups[4...]))
    }
}
