public import TLS

/// TLS towards the clients of a proxy.
public struct ClientTLS: Sendable {
    /// Certificate and key, and what is asked of clients.
    public let context: TLSContext
    /// Whether a client without TLS is refused; on a Unix socket, which has none, it is not.
    public let isRequired: Bool

    /// TLS towards clients.
    public init(_ context: TLSContext, isRequired: Bool = false) {
        self.context = context
        self.isRequired = isRequired
    }
}
