import TLS

/// PostgreSQL's old password method: a salted hash of the hash that the server stores.
public enum MD5Password {
    /// What answers AuthenticationMD5Password with its salt of four bytes, from the password.
    public static func response(user: String, password: String, salt: [UInt8]) -> String {
        response(stored: stored(user: user, password: password), salt: salt)
    }

    /// The same from what the server stores: `md5` and 32 hexadecimal digits.
    public static func response(stored: String, salt: [UInt8]) -> String {
        "md5" + hexadecimal(Digest.md5(Array(stored.utf8.dropFirst(3)) + salt))
    }

    /// What the server stores for a user with a password.
    public static func stored(user: String, password: String) -> String {
        "md5" + hexadecimal(Digest.md5(Array(password.utf8) + Array(user.utf8)))
    }

    /// Whether a text has the form that the server stores.
    static func isStored(_ text: String) -> Bool {
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return text.hasPrefix("md5") && text.utf8.count == 35 && text.utf8.dropFirst(3).allSatisfy(isDigit)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
