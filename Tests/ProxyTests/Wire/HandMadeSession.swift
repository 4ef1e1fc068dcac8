import Platform
import TestSupport

@testable import Proxy

/// A session through a proxy between a client and a server that are both made by hand.
final class HandMadeSession {
    let proxy: RunningProxy
    let client: RawClient
    /// Where the server listens.
    let upstream: SocketAddress
    private var connection: RawClient?

    /// The server's end.
    var server: RawClient {
        guard let connection else { preconditionFailure("the server has left") }
        return connection
    }

    /// Connects both ends; the client sends its start-up packet, and the server answers `login` to it.
    init(
        upstream address: SocketAddress = .v4(0x7f00_0001, port: 0),
        startup: [UInt8] = Frontend.startup([("user", "u")]),
        login: [UInt8] = Backend.authenticated + Backend.ready(), authenticationTimeout: UInt64 = 60_000_000_000
    ) throws {
        let listener = try RawServer(address)
        upstream = listener.address
        proxy = try RunningProxy(upstream: [listener.address], authenticationTimeout: authenticationTimeout)
        client = try RawClient(proxy.v4)
        try client.send(startup)
        let server = try listener.accept()
        _ = try server.startupPacket()
        try server.send(login)
        connection = server
        if !login.isEmpty { _ = try client.bytes(login.count) }
    }

    /// What was observed, after the client ended its direction too.
    func observedAtTheEnd() -> Counting.Totals {
        client.endSending()
        return proxy.observed()
    }

    /// Ends the server's connection.
    func closeServer() { connection = nil }
}
