import COpenSSL

/// What connections of one kind share: certificate, key and what is asked of the peer. Never changes once it is made,
/// so new certificates mean a new context, and connections that are open keep theirs.
public final class TLSContext: Sendable {
    /// How much of a server's certificate is checked, as libpq's `sslmode` has it.
    public enum Verification: Sendable {
        /// Nothing.
        case none
        /// It is signed by a known authority (`verify-ca`).
        case authority
        /// It is also issued to the host that was asked for (`verify-full`).
        case full
    }

    /// A certificate chain and its private key, as PEM files.
    public struct Identity: Sendable, Equatable {
        /// The file of the chain, the own certificate first.
        public let certificate: String
        /// The file of the key.
        public let key: String

        /// The two files.
        public init(certificate: String, key: String) {
            (self.certificate, self.key) = (certificate, key)
        }
    }

    /// OpenSSL locks what connections share in it.
    nonisolated(unsafe) let handle: OpaquePointer
    /// Which side of a connection it makes.
    let isServer: Bool
    let verification: Verification

    private init(isServer: Bool, _ verification: Verification) throws(TLSError) {
        guard let handle = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()),
            keddah_ssl_ctx_prepare(handle) == 1
        else { throw .last("OpenSSL cannot be set up") }
        // A key with a passphrase is an error, not a question on the terminal.
        SSL_CTX_set_default_passwd_cb(handle) { _, _, _, _ in 0 }
        self.handle = handle
        self.isServer = isServer
        self.verification = verification
    }

    deinit { SSL_CTX_free(handle) }

    /// What a server shows its clients.
    /// - Parameters:
    ///   - clientAuthority: the file of the authorities whose client certificates are taken; nil asks for none.
    ///   - requiresCertificate: whether a client without a certificate is refused.
    /// - Throws: `TLSError` naming the file that cannot be used.
    public static func server(
        _ identity: Identity, clientAuthority: String? = nil, requiresCertificate: Bool = false
    ) throws(TLSError) -> TLSContext {
        let context = try TLSContext(isServer: true, .none)
        try context.use(identity)
        SSL_CTX_set_alpn_select_cb(context.handle, selectProtocol, nil)
        if let clientAuthority {
            try context.trust(clientAuthority)
            SSL_CTX_set_client_CA_list(context.handle, SSL_load_client_CA_file(clientAuthority))
            SSL_CTX_set_verify(
                context.handle, SSL_VERIFY_PEER | (requiresCertificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nil)
        }
        return context
    }

    /// What a client shows a server, and what it asks of it.
    /// - Parameters:
    ///   - authority: the file of the authorities that are trusted; nil trusts those of the system.
    ///   - identity: the client's own certificate, for servers that ask for one.
    /// - Throws: `TLSError` naming the file that cannot be used.
    public static func client(
        _ verification: Verification, authority: String? = nil, identity: Identity? = nil
    ) throws(TLSError) -> TLSContext {
        let context = try TLSContext(isServer: false, verification)
        if let identity { try context.use(identity) }
        if verification != .none {
            if let authority {
                try context.trust(authority)
            } else if SSL_CTX_set_default_verify_paths(context.handle) != 1 {
                throw .last("the system's certificate authorities cannot be read")
            }
            SSL_CTX_set_verify(context.handle, SSL_VERIFY_PEER, nil)
        }
        let code = SSL_CTX_set_alpn_protos(context.handle, postgresql, UInt32(postgresql.count))
        precondition(code == 0, "the name of the protocol is well-formed")
        return context
    }

    private func use(_ identity: Identity) throws(TLSError) {
        ERR_clear_error()
        guard SSL_CTX_use_certificate_chain_file(handle, identity.certificate) == 1 else {
            throw .last("cannot use the certificate \(identity.certificate)")
        }
        guard SSL_CTX_use_PrivateKey_file(handle, identity.key, SSL_FILETYPE_PEM) == 1 else {
            throw .last("cannot use the private key \(identity.key) with the certificate \(identity.certificate)")
        }
    }

    private func trust(_ authority: String) throws(TLSError) {
        ERR_clear_error()
        guard SSL_CTX_load_verify_locations(handle, authority, nil) == 1 else {
            throw .last("cannot use the certificate authorities \(authority)")
        }
    }

    /// The certificate that peers are shown.
    public var certificate: Certificate? {
        SSL_CTX_get0_certificate(handle).map(Certificate.init(sharing:))
    }

    /// PostgreSQL's protocol as ALPN (RFC 7301) lists it: a length and a name.
    static let postgresql: [UInt8] = [10] + Array("postgresql".utf8)
}

/// Takes `postgresql` from what a client offers by ALPN; anything else ends the handshake, as in PostgreSQL.
private func selectProtocol(
    _ ssl: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    let names = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
    var index = 0
    while index < names.count {
        let end = index + 1 + Int(names[index])
        guard end <= names.count else { break }
        if names[index..<end].elementsEqual(TLSContext.postgresql) {
            chosen?.pointee = names.baseAddress! + index + 1
            chosenLength?.pointee = names[index]
            return SSL_TLSEXT_ERR_OK
        }
        index = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
