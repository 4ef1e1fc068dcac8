/// Where in a token a piece of the text ended, so that the next piece can go on there.
enum LexicalState: UInt8 {
    /// Between tokens.
    case ground
    /// In a keyword or an unquoted name.
    case word
    /// After `U&`, which a quote may follow.
    case unicodePrefix
    // A number: after a first 0, in its digits, after its dot, in its fraction, after its e, after the sign there, in
    // its exponent, after 0x, in its hexadecimal digits.
    case zero, integer, integerDot, fraction, exponentMark, exponentSign, exponent, radixMark, radix
    /// In a run of operator characters.
    case operation
    case colon, dot
    case lineComment, blockComment
    /// In a quoted string, and after a backslash there.
    case string, stringEscape
    /// In a quoted name, and after a quote that ends it unless another follows.
    case quotedName, quotedNameEnd
    // After `$`, in `$1`, in the opening tag of a dollar-quoted string, in its body, in what may be its closing tag.
    case dollar, parameter, dollarTag, dollarBody, dollarClose
    /// After a zero byte: nothing counts any more.
    case ended

    /// Whether a token has begun that is not yet given on.
    var isInToken: Bool { self != .ground && self != .lineComment && self != .blockComment && self != .ended }
}
