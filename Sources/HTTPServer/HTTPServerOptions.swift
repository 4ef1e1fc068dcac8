/// Limits of a server, so that nobody can use it up.
public struct HTTPServerOptions: Sendable {
    /// A certificate chain and its key, PEM.
    public struct Identity: Sendable {
        let certificate: String
        let key: String

        /// The texts of both.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The certificate; nil serves without TLS.
    public var identity: Identity?
    /// Connections at once.
    public var connections = 1024
    /// Connections at once from one address.
    public var connectionsPerAddress = 256
    /// How long a request's header may take, and a connection be idle before it; nanoseconds.
    public var headerTimeout: UInt64 = 60_000_000_000
    /// How long a request's body may take.
    public var bodyTimeout: UInt64 = 60_000_000_000
    /// How long a handler may take.
    public var requestTimeout: UInt64 = 60_000_000_000
    /// The slowest that an answer may be read, in bytes a second, after a grace of `bodyTimeout`.
    public var slowestReader: UInt64 = 16_384
    /// What the header of a request may take.
    public var headerBytes = 32_768
    /// Threads for answers that may take seconds; as many requests may run at once.
    public var longWorkers = 4
    /// What all answers that were not read yet may take; a single one may be larger.
    public var unsentBytes = 512 << 20
    /// Requests that may wait for a thread.
    public var waiting = 64
    /// How long requests that run are waited for at the end.
    public var grace: UInt64 = 2_000_000_000

    /// No TLS, limits for a small machine.
    public init() {}
}
