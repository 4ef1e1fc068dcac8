import Platform
import TLS
import TestSupport

@testable import Proxy

/// A session through a proxy between a client and a server that are both made by hand.
final class HandMadeSession {
    let proxy: RunningProxy
    let client: RawClient
    /// Takes the connections of the proxy.
    let upstream: RawServer
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
        login: [UInt8] = Backend.authenticated + Backend.ready(), authenticationTimeout: UInt64 = 60_000_000_000,
        isEncrypted: Bool = false
    ) throws {
        let listener = try RawServer(address)
        upstream = listener
        proxy = try RunningProxy(upstream: [listener.address], authenticationTimeout: authenticationTimeout) {
            if isEncrypted { try $0.encryptBothLegs() }
        }
        client = try RawClient(proxy.v4)
        if isEncrypted { try client.negotiateTLS() }
        try client.send(startup)
        let server = try isEncrypted ? listener.acceptTLS() : listener.accept()
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

extension ProxyOptions {
    /// TLS on both legs, with a certificate of the proxy's own.
    mutating func encryptBothLegs() throws {
        clientTLS = ClientTLS(try .server(Certificates.shared.get().proxy))
        upstreamTLS = UpstreamTLS(try .client(.none), host: nil, isRequired: true)
    }
}

extension RawClient {
    /// Asks for TLS and begins it.
    func negotiateTLS() throws {
        guard try askForTLS() == UInt8(ascii: "S") else { throw Unavailable("TLS was not offered") }
        try startTLS(.client(.none))
    }
}

extension RawServer {
    /// The next connection, which asks for TLS and gets it.
    func acceptTLS() throws -> RawClient {
        let connection = try accept()
        guard try connection.startupPacket() == Frontend.sslRequest else { throw Unavailable("TLS was not asked for") }
        try connection.send([UInt8(ascii: "S")])
        try connection.startTLS(server: .server(Certificates.shared.get().server))
        return connection
    }
}
