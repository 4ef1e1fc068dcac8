/// How a literal was written; the shape tells these apart, the fingerprint does not.
public enum LiteralKind: UInt8, Sendable {
    /// `'…'` and `N'…'`.
    case string = 1
    /// `E'…'`, and `'…'` while standard_conforming_strings is off.
    case escapeString = 2
    /// `U&'…'`.
    case unicodeString = 3
    /// `B'…'` and `X'…'`.
    case bitString = 4
    /// `$tag$…$tag$`.
    case dollarString = 5
    /// `1`, `.5`, `1e10`, `0x1f`.
    case number = 6
    /// `$1`.
    case parameter = 7
    /// TRUE and FALSE where an operand is expected.
    case boolean = 8
    /// NULL where an operand is expected.
    case null = 9
    /// A name that is a literal: a savepoint's, a cursor's, a prepared statement's, a channel's.
    case name = 10

    /// Whether it is delimited by quotes or dollar tags.
    var isQuoted: Bool { rawValue <= LiteralKind.dollarString.rawValue }
}
