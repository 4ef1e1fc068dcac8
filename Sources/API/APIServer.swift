import HTTPServer
public import Platform

/// Why the API cannot be served.
public struct APIServerError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, and which key of the configuration mends it.
    public let description: String
}

/// The HTTP server of a sensor: its API, and what else is served beside it.
public final class APIServer: Sendable {
    private let handler: APIHandler
    private let server: HTTPServer

    /// Listens and serves.
    /// - Throws: `APIServerError` when it would be open to whom it must not, `SystemError` when an address is taken,
    ///   `HTTPServerError` when the certificate is none.
    public init(_ options: APIOptions, _ sensor: SensorState) throws {
        if let objection = options.objection { throw APIServerError(description: objection) }
        handler = APIHandler(options, sensor)
        var limits = HTTPServerOptions()
        limits.identity = options.identity
        limits.requestTimeout = options.requestTimeout
        // As many as may run by the rate limit, and some more that find out that they may not.
        limits.longWorkers = min(64, options.rateLimit.concurrent + 2)
        server = try HTTPServer(on: options.listen, handler, limits)
    }

    /// Where it listens, with the ports that it really got.
    public var addresses: [SocketAddress] { server.addresses }

    /// Gives access, limits and logs by other options; addresses, the certificate and the time-out stay as they are.
    /// - Throws: `APIServerError` when it would be open to whom it must not; then nothing has changed.
    public func update(_ options: APIOptions) throws(APIServerError) {
        var options = options
        options.listen = server.addresses
        if let objection = options.objection { throw APIServerError(description: objection) }
        handler.update(options)
    }

    /// Waits a moment for what runs, and ends.
    public func stop() { server.stop() }
}
