/// A 64-bit multiply-fold hash over bytes: fast on short keys, well mixed, not cryptographic.
///
/// With a secret seed it serves as a keyed identity; with the default seed its values are the same on every machine and
/// in every version, because they are written to disk.
public struct Hash64: Sendable {
    /// The running state; equal inputs in equal order give equal states.
    public var state: UInt64

    @usableFromInline static let multiplier: UInt64 = 0xa076_1d64_78bd_642f
    @usableFromInline static let increment: UInt64 = 0xe703_7ed1_a0b4_28db

    /// Starts a hash; `seed` keys it.
    @inlinable
    public init(seed: UInt64 = 0) {
        state = seed ^ Self.increment
    }

    /// Multiplies to 128 bits and folds the halves: every input bit reaches every output bit.
    @inlinable
    public static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// Adds one word.
    @inlinable
    public mutating func combine(_ word: UInt64) {
        state = Self.fold(state ^ word, Self.multiplier)
    }

    /// Adds a run of bytes and its length, so that "ab","c" and "a","bc" differ.
    @inlinable
    public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        let count = bytes.count
        while offset &+ 8 <= count {
            combine(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset &+= 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while offset < count {
            tail |= UInt64(bytes[offset]) &<< shift
            shift &+= 8
            offset &+= 1
        }
        combine(tail ^ (UInt64(truncatingIfNeeded: count) &* Self.increment))
    }

    /// Adds a run of bytes and its length.
    @inlinable
    public mutating func combine(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { combine($0) }
    }

    /// The hash of everything added so far.
    @inlinable
    public var value: UInt64 { Self.fold(state, Self.increment) }

    /// The hash of one run of bytes.
    @inlinable
    public static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var hash = Hash64(seed: seed)
        hash.combine(bytes)
        return hash.value
    }

    /// The hash of one run of bytes.
    @inlinable
    public static func of(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { of($0, seed: seed) }
    }

    /// The hash of an array of bytes.
    @inlinable
    public static func of(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { of($0, seed: seed) }
    }

    /// The hash of a string's UTF-8.
    @inlinable
    public static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var copy = text
        return copy.withUTF8 { of(UnsafeRawBufferPointer($0), seed: seed) }
    }
}
