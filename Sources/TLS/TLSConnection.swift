import COpenSSL

/// One TLS connection without a socket: it takes in the bytes that came, gives the plain ones, and puts those that have
/// to go out into its thread's `TLSBuffer`, from where the caller sends them after each call.
///
/// Used on one thread.
public final class TLSConnection {
    /// How a handshake or a reading ended.
    public enum Progress: Sendable, Equatable {
        /// It is done, or so many plain bytes were read.
        case done(Int)
        /// More bytes have to come first.
        case needsInput
        /// The peer ended its direction in an orderly way.
        case end
        /// The peer broke the protocol, or was refused; an alert may have to go out.
        case failed(TLSError)
    }

    /// How many more plain bytes than `count` received ones a reading can give: the rest of a record that OpenSSL kept.
    public static let longestRecord = 17 * 1024

    private let ssl: OpaquePointer
    private let transfer: UnsafeMutablePointer<Transfer>
    /// Held because the transfer refers to it without owning it.
    private let output: TLSBuffer
    private let context: TLSContext
    /// How the peer's direction ended.
    private var ending: Progress?

    /// Whether no more plain bytes will come.
    public var hasEnded: Bool { ending != nil }

    /// The server's side of a connection.
    public init(server context: TLSContext, output: TLSBuffer) {
        precondition(context.isServer)
        (ssl, transfer) = Self.make(context, output)
        (self.context, self.output) = (context, output)
        SSL_set_accept_state(ssl)
    }

    /// The client's side of a connection with `host`, a name or an address; nil for a Unix socket.
    /// - Throws: `TLSError` when the name cannot be one.
    public init(client context: TLSContext, host: String?, output: TLSBuffer) throws(TLSError) {
        precondition(!context.isServer)
        (ssl, transfer) = Self.make(context, output)
        (self.context, self.output) = (context, output)
        SSL_set_connect_state(ssl)
        guard let host else {
            if context.verification == .full { throw TLSError("verify-full needs a host name to compare with") }
            return
        }
        let isAddress = Self.isAddress(host)
        if !isAddress && keddah_ssl_set_server_name(ssl, host) != 1 { throw .last("cannot ask for host \(host)") }
        guard context.verification == .full else { return }
        let parameters = SSL_get0_param(ssl)
        let code =
            isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, host)
            : X509_VERIFY_PARAM_set1_host(parameters, host, 0)
        if code != 1 { throw .last("cannot compare certificates with host \(host)") }
    }

    deinit {
        SSL_free(ssl)
        transfer.deinitialize(count: 1)
        transfer.deallocate()
    }

    private static func make(
        _ context: TLSContext, _ output: TLSBuffer
    ) -> (OpaquePointer, UnsafeMutablePointer<Transfer>) {
        guard let ssl = SSL_new(context.handle) else { preconditionFailure("a connection needs no more than memory") }
        let transfer = UnsafeMutablePointer<Transfer>.allocate(capacity: 1)
        transfer.initialize(to: Transfer(output: .passUnretained(output)))
        let bio = TransferBIO.make(transfer)
        SSL_set_bio(ssl, bio, bio)
        return (ssl, transfer)
    }

    private static func isAddress(_ host: String) -> Bool {
        guard let address = a2i_IPADDRESS(host) else { return false }
        ASN1_OCTET_STRING_free(address)
        return true
    }

    // MARK: moving bytes

    /// Offers received bytes, which must stay in place until a call returns `needsInput`.
    public func offer(_ received: UnsafeRawBufferPointer) {
        precondition(transfer.pointee.inputCount == 0, "what was offered before is used up")
        transfer.pointee.input = received.baseAddress
        transfer.pointee.inputCount = received.count
    }

    /// Goes on with the handshake.
    public func handshake() -> Progress {
        ERR_clear_error()
        let code = SSL_do_handshake(ssl)
        return code == 1 ? .done(0) : progress(code)
    }

    /// Reads all plain bytes that what was offered contains: `buffer` must have room for as many bytes as were offered
    /// and `longestRecord` more.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        if let ending { return ending }
        var count = 0
        while count < buffer.count {
            ERR_clear_error()
            var length = 0
            let code = SSL_read_ex(ssl, buffer.baseAddress! + count, buffer.count - count, &length)
            guard code == 1 else {
                let reason = progress(code)
                // What came before an end or an error is delivered first.
                return count > 0 ? .done(count) : reason
            }
            count += length
        }
        preconditionFailure("the buffer has room for all that was offered")
    }

    /// Encrypts `bytes`; false when the connection is broken.
    public func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.isEmpty { return true }
        ERR_clear_error()
        var length = 0
        return SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &length) == 1
    }

    /// Tells the peer that nothing more comes.
    public func endSending() {
        ERR_clear_error()
        _ = SSL_shutdown(ssl)
    }

    private func progress(_ code: Int32) -> Progress {
        switch SSL_get_error(ssl, code) {
        case SSL_ERROR_WANT_READ:
            precondition(transfer.pointee.inputCount == 0)
            return .needsInput
        case SSL_ERROR_ZERO_RETURN: return end(.end)
        default: return end(.failed(failure()))
        }
    }

    private func end(_ reason: Progress) -> Progress {
        transfer.pointee.inputCount = 0
        ending = reason
        return reason
    }

    private func failure() -> TLSError {
        let verified = SSL_get_verify_result(ssl)
        let error = TLSError.last("TLS failed")
        guard verified != X509_V_OK, context.verification != .none || context.isServer else { return error }
        let reason = String(cString: X509_verify_cert_error_string(verified))
        return TLSError("TLS failed: the certificate was refused: \(reason)")
    }

    // MARK: what was agreed on

    /// The version, such as `TLSv1.3`.
    public var version: String { String(cString: SSL_get_version(ssl)) }

    /// Whether both sides agreed by ALPN that this is PostgreSQL's protocol.
    public var hasNegotiatedPostgreSQL: Bool {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &length)
        return UnsafeBufferPointer(start: name, count: Int(length)).elementsEqual(TLSContext.postgresql.dropFirst())
    }

    /// The host name that a client asked for (SNI); nil when it named none.
    public var serverName: String? {
        SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }

    /// The peer's certificate; a client's is there only when it was verified.
    public var peerCertificate: Certificate? {
        SSL_get1_peer_certificate(ssl).map(Certificate.init(owning:))
    }
}
