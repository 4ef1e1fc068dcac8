public import TLS

/// TLS towards the server behind a proxy; never on a Unix socket.
public struct UpstreamTLS: Sendable {
    /// What is asked of the server's certificate, and which one is shown.
    public let context: TLSContext
    /// The host that the certificate has to name, and that the server is told; nil for none.
    public let host: String?
    /// Whether a server without TLS is refused; otherwise the session goes on without it.
    public let isRequired: Bool
    /// Whether the proxy has a certificate of its own for servers that ask for one.
    public let showsCertificate: Bool

    /// TLS towards a server.
    public init(_ context: TLSContext, host: String?, isRequired: Bool, showsCertificate: Bool = false) {
        self.context = context
        self.host = host
        self.isRequired = isRequired
        self.showsCertificate = showsCertificate
    }
}
