import COpenSSL

/// Hashes and keyed hashes, as authentication uses them.
public enum Digest {
    /// SHA-256: 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { hash(bytes, EVP_sha256(), length: 32) }

    /// MD5: 16 bytes; PostgreSQL's old password method needs it.
    public static func md5(_ bytes: [UInt8]) -> [UInt8] { hash(bytes, EVP_md5(), length: 16) }

    private static func hash(_ bytes: [UInt8], _ kind: OpaquePointer?, length: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        let code = EVP_Digest(bytes, bytes.count, &result, nil, kind, nil)
        precondition(code == 1, "hashing needs no more than memory")
        return result
    }

    /// HMAC with SHA-256 (RFC 2104): 32 bytes.
    public static func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        let done = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &result, nil)
        precondition(done != nil, "hashing needs no more than memory")
        return result
    }

    /// PBKDF2 with HMAC-SHA-256 (RFC 8018), which is SCRAM's Hi(): 32 bytes.
    public static func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
        precondition(iterations > 0, "PBKDF2 has at least one iteration")
        var result = [UInt8](repeating: 0, count: 32)
        let code = password.withUnsafeBufferPointer { password in
            password.withMemoryRebound(to: CChar.self) { text in
                PKCS5_PBKDF2_HMAC(
                    text.baseAddress, Int32(text.count), salt, Int32(salt.count), Int32(clamping: iterations),
                    EVP_sha256(), 32, &result)
            }
        }
        precondition(code == 1, "hashing needs no more than memory")
        return result
    }

    /// Whether both have the same bytes, in a time that does not depend on where they differ.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
