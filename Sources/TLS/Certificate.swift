import COpenSSL

/// An X.509 certificate: exactly one owner of OpenSSL's handle.
public final class Certificate {
    private let handle: OpaquePointer

    /// Takes over a reference.
    init(owning handle: OpaquePointer) { self.handle = handle }

    /// Shares a certificate that somebody else owns.
    convenience init(sharing handle: OpaquePointer) {
        X509_up_ref(handle)
        self.init(owning: handle)
    }

    deinit { X509_free(handle) }

    /// The certificate's bytes, in DER.
    public var encoded: [UInt8] {
        var pointer: UnsafeMutablePointer<UInt8>?
        let length = i2d_X509(handle, &pointer)
        guard length > 0, let pointer else { return [] }
        defer { CRYPTO_free(pointer, nil, 0) }
        return Array(UnsafeBufferPointer(start: pointer, count: Int(length)))
    }

    /// The subject's common name, nil when it has none or when it holds a zero byte, which is an attempt to deceive.
    public var commonName: String? {
        guard let subject = X509_get_subject_name(handle) else { return nil }
        let index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = X509_NAME_get_entry(subject, index), let data = X509_NAME_ENTRY_get_data(entry)
        else { return nil }
        var pointer: UnsafeMutablePointer<UInt8>?
        let length = ASN1_STRING_to_UTF8(&pointer, data)
        guard length >= 0, let pointer else { return nil }
        defer { CRYPTO_free(pointer, nil, 0) }
        let bytes = UnsafeBufferPointer(start: pointer, count: Int(length))
        return bytes.contains(0) ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// What SCRAM binds to with `tls-server-end-point` (RFC 5929, section 4.1): the certificate hashed with the hash of
    /// its signature, SHA-256 in place of MD5 and SHA-1. Nil when the signature has no hash of its own (Ed25519).
    public var serverEndPoint: [UInt8]? {
        var nid: Int32 = 0
        guard X509_get_signature_info(handle, &nid, nil, nil, nil) == 1 else { return nil }
        if nid == NID_md5 || nid == NID_sha1 { nid = NID_sha256 }
        guard let name = OBJ_nid2sn(nid), let hash = EVP_get_digestbyname(name) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard X509_digest(handle, hash, &bytes, &length) == 1 else { return nil }
        return Array(bytes.prefix(Int(length)))
    }
}
