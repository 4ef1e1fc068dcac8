public import Platform

/// One proxy: where it listens and what stands behind it.
public struct ProxyOptions: Sendable {
    /// The proxy's name.
    public var name: String
    /// Where it listens.
    public var listen: [SocketAddress]
    /// Those of them that need not exist, because the host name has others.
    public var dispensable: Set<SocketAddress> = []
    /// The addresses of the PostgreSQL server, tried in this order.
    public var upstream: [SocketAddress]
    /// The server as the configuration names it, for messages.
    public var upstreamName: String
    /// How much of each statement is kept.
    public var capture: CaptureLevel
    /// How long a client may take to log in, in nanoseconds.
    public var authenticationTimeout: UInt64
    /// How long one of the upstream's addresses may take to answer, in nanoseconds.
    public var connectTimeout: UInt64
    /// The most sessions at a time.
    public var maxClients: Int
    /// The most sessions at a time of one client address.
    public var maxClientsPerAddress = Int.max
    /// The most sessions at a time of one user who was let in.
    public var maxClientsPerUser = Int.max
    /// TLS towards clients; nil for none.
    public var clientTLS: ClientTLS?
    /// TLS towards the server; nil for none.
    public var upstreamTLS: UpstreamTLS?
    /// How clients are logged in by the proxy itself; nil leaves that to the server.
    public var scram: ScramTermination?
    /// Whether clients of other machines may be let in by a server that asked them for nothing.
    public var allowsTrust = false

    /// A proxy.
    public init(
        name: String, listen: [SocketAddress], upstream: [SocketAddress], upstreamName: String,
        capture: CaptureLevel = .text, authenticationTimeout: UInt64 = 60_000_000_000,
        connectTimeout: UInt64 = 10_000_000_000, maxClients: Int = .max
    ) {
        self.name = name
        self.listen = listen
        self.upstream = upstream
        self.upstreamName = upstreamName
        self.capture = capture
        self.authenticationTimeout = authenticationTimeout
        self.connectTimeout = connectTimeout
        self.maxClients = maxClients
    }
}
