/// A five-character SQLSTATE packed into 30 bits, six a character, as PostgreSQL's MAKE_SQLSTATE packs it.
public struct SQLState: Hashable, Sendable {
    /// The packed value.
    public let packed: UInt32

    /// Successful completion, `00000`.
    @inlinable public static var success: SQLState { SQLState(packed: 0) }

    /// A state by its packed value.
    @inlinable
    public init(packed: UInt32) { self.packed = packed }

    /// Packs five characters out of `0-9A-Z`; nil for anything else.
    @inlinable
    public init?(_ bytes: some Sequence<UInt8>) {
        var value: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            guard count < 5, (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) else { return nil }
            value |= UInt32((byte &- 0x30) & 0x3f) << (6 * count)
            count += 1
        }
        guard count == 5 else { return nil }
        packed = value
    }
}

extension SQLState: CustomStringConvertible {
    /// The five characters.
    public var description: String {
        String(decoding: (0..<5).map { UInt8(packed >> (6 * $0) & 0x3f) + 0x30 }, as: UTF8.self)
    }
}
