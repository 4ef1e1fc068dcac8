public import Platform
public import TLS

/// A server, and how the sensor reaches it for needs of its own.
public struct BackendTarget: Sendable {
    /// TLS towards the server; never on a Unix socket.
    public struct Encryption: Sendable {
        /// What is asked of the server's certificate (`verify-ca`, `verify-full`).
        public let context: TLSContext
        /// The host that the certificate has to name; nil for none.
        public let host: String?
        /// Whether a server without TLS is refused (`require` and above), or talked to all the same (`prefer`).
        public let isRequired: Bool

        /// TLS towards a server.
        public init(_ context: TLSContext, host: String?, isRequired: Bool) {
            (self.context, self.host, self.isRequired) = (context, host, isRequired)
        }
    }

    /// The server's addresses, tried one after the other.
    public let addresses: [SocketAddress]
    /// TLS; nil does without (`disable`).
    public let encryption: Encryption?
    /// Whether a password may go over the network in the clear.
    public let allowsCleartext: Bool
    /// How long connecting and logging in may take, and then each query.
    public let timeout: Duration

    /// A server to connect to.
    public init(
        addresses: [SocketAddress], encryption: Encryption? = nil, allowsCleartext: Bool = false,
        timeout: Duration = .seconds(5)
    ) {
        precondition(!addresses.isEmpty, "a server has an address")
        self.addresses = addresses
        self.encryption = encryption
        self.allowsCleartext = allowsCleartext
        self.timeout = timeout
    }

    /// When something that begins now has to be done.
    var deadline: Deadline { Deadline(after: timeout) }
}
