/// SASLprep (RFC 4013) as far as it leaves a password alone.
enum PasswordPreparation {
    /// Whether a password stays as it is: ASCII, which PostgreSQL never prepares, and letters of scripts whose letters
    /// stand in their composed form (NFKC) already. False means that it may change.
    static func isNeedless(_ password: String) -> Bool {
        let scalars = password.unicodeScalars
        if scalars.allSatisfy(\.isASCII) { return true }
        return scalars.allSatisfy { scalar in
            (0x20..<0x7f).contains(scalar.value) || letters.contains { $0.contains(scalar.value) }
        }
    }

    /// Latin without its compatibility letters (ĳ, ŀ, ŉ, ſ), Greek, Cyrillic.
    private static let letters: [ClosedRange<UInt32>] = [
        0xc0...0x131, 0x134...0x13e, 0x141...0x148, 0x14a...0x17e, 0x391...0x3a1, 0x3a3...0x3c9, 0x410...0x44f,
    ]
}
