/// The written form of a fingerprint: 16 hexadecimal digits.
public enum Fingerprint {
    /// The 16 digits, lower case.
    public static func format(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Reads 16 digits, with or without `0x` in front; nil for anything else.
    public static func parse(_ text: String) -> UInt64? {
        let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
        guard digits.utf8.count == 16, digits.utf8.first != 0x2b, digits.utf8.first != 0x2d else { return nil }
        return UInt64(digits, radix: 16)
    }
}
