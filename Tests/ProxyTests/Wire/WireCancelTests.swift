import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// Cancel requests, which come on connections of their own.
@Suite struct WireCancelTests {
    /// Sends a cancel request and waits until it was handled.
    private func cancel(_ client: RawClient, at address: SocketAddress) throws {
        let connection = try RawClient(address)
        try connection.send(Frontend.cancel(processID: client.processID, key: client.key))
        #expect(try connection.untilEnd().isEmpty)
    }

    @Test("wire 20: a cancel request on each kind of plain connection")
    func wire20Plain() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.v6, proxy.unix] {
            let client = try RawClient(address, user: "postgres")
            try client.send(Frontend.query("select pg_sleep(60)"))
            #expect(wait { proxy.isSleeping(client.processID) })
            try cancel(client, at: address)
            #expect(try client.untilReady().sqlstate == "57014")
            #expect(try client.query("select 1").types == "TDCZ")
        }
        #expect(proxy.observed().sessions.count == 3)
    }

    @Test("wire 20: a client that leaves right behind its cancel request")
    func wire20HastyClient() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            let client = try RawClient(address, user: "postgres")
            try client.send(Frontend.query("select pg_sleep(60)"))
            #expect(wait { proxy.isSleeping(client.processID) })
            try RawClient(address).send(Frontend.cancel(processID: client.processID, key: client.key))
            #expect(try client.untilReady().sqlstate == "57014")
        }
    }

    @Test("wire 20: keys of 4 to 256 bytes reach the server that gave them", arguments: [4, 32, 256])
    func wire20LongKeys(count: Int) throws {
        let key = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address])
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")], version: 3 << 16 | 2))
        let server = try upstream.accept()
        _ = try server.startupPacket()
        let keyData = Frontend.message("K", Frontend.number(4_711) + key)
        try server.send(Backend.authenticated + keyData + Backend.ready())
        #expect(try client.untilReady().types == "RKZ")
        try client.send(Frontend.query("select 1"))
        _ = try server.next()
        let connection = try RawClient(proxy.v4)
        for byte in Frontend.cancel(processID: client.processID, key: client.key) { try connection.send([byte]) }
        #expect(try upstream.accept().startupPacket() == Frontend.cancel(processID: 4_711, key: key))
        #expect(try connection.untilEnd().isEmpty)
    }

    @Test("wire 21: a cancel request with an unknown key ends without a word and without effect")
    func wire21UnknownKey() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.query("select pg_sleep(60)"))
        #expect(wait { proxy.isSleeping(client.processID) })
        let almost = Array(client.key.dropLast()) + [client.key.last! &+ 1]
        for (processID, key) in [(client.processID, almost), (client.processID &+ 1, client.key), (0, [0, 0, 0, 0])] {
            let connection = try RawClient(proxy.v4)
            try connection.send(Frontend.cancel(processID: processID, key: key))
            #expect(try connection.untilEnd().isEmpty)
        }
        #expect(proxy.isSleeping(client.processID))
        try cancel(client, at: proxy.v4)
        #expect(try client.untilReady().sqlstate == "57014")
    }

    @Test("wire 24: a server that gives no key, as some poolers do: the client gets none")
    func wire24NoKey() throws {
        let session = try HandMadeSession(login: [])
        try session.server.send(Backend.authenticated + Backend.parameter("a", "b") + Backend.ready())
        #expect(try session.client.untilReady().types == "RSZ")
        #expect(session.client.key.isEmpty)
    }

    @Test("wire 26: a cancel request while idle or after completion leaves the next statement alone")
    func wire26Idle() throws {
        let proxy = try RunningProxy()
        let other = try proxy.client()
        let client = try proxy.client()
        for round in 0..<5 {
            try cancel(client, at: proxy.v4)
            #expect(try other.query("select \(round)").types == "TDCZ")
            try client.query("select \(round)")
        }
        // The server's own rule: one that came too late may hit what follows at once, but nobody else.
        #expect(try client.query("select 1").types == "TDCZ")
    }

    @Test("wire 26: a cancel request in the middle of COPY ends it, and what still comes of it is ignored")
    func wire26Copy() throws {
        let proxy = try RunningProxy()
        let other = try proxy.client()
        let client = try proxy.client()
        try client.query("create temp table canceled (a int)")
        try client.send(Frontend.query("copy canceled from stdin"))
        _ = try client.until("G")
        try client.send(Frontend.copyData("1\n"))
        try cancel(client, at: proxy.v4)
        try client.send(Frontend.copyData("2\n") + Frontend.copyDone)
        #expect(try client.untilReady().sqlstate == "57014")
        #expect(try client.query("select count(*) from canceled").types == "TDCZ")
        try client.send(Frontend.query("copy (select repeat('x', 1000) from generate_series(1, 1000000)) to stdout"))
        _ = try client.until("H")
        try cancel(client, at: proxy.v4)
        #expect(try client.untilReady().sqlstate == "57014")
        #expect(try client.query("select 1").types == "TDCZ")
        #expect(try other.query("select 1").types == "TDCZ")
    }

    // MARK: cancel requests and TLS

    @Test("wire 20: a cancel request on a connection with TLS, negotiated or begun directly")
    func wire20Encrypted() throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [cluster.v4]) { try $0.encryptBothLegs() }
        for isDirect in [false, true] {
            let client = try proxy.client()
            try client.send(Frontend.query("select pg_sleep(60)"))
            #expect(wait { proxy.isSleeping(client.processID) })
            let connection = try RawClient(proxy.v4)
            if isDirect { try connection.startTLS(.client(.none)) } else { try connection.negotiateTLS() }
            try connection.send(Frontend.cancel(processID: client.processID, key: client.key))
            #expect(try connection.untilEnd().isEmpty)
            #expect(connection.wasNotified)
            #expect(try client.untilReady().sqlstate == "57014")
        }
    }

    @Test("wire 20: libpq 18 cancels over TLS as it connected", arguments: ["postgres", "direct"])
    func wire20NewestLibpq(negotiation: String) throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [cluster.v4]) { try $0.encryptBothLegs() }
        let target = "host=127.0.0.1 port=\(proxy.v4.port) user=postgres dbname=postgres sslmode=require"
        let result = try Driver.run(Driver.canceling, "\(target) sslnegotiation=\(negotiation)")
        #expect(result.output == "canceled 15\n", "\(result.errors)")
    }

    // MARK: where a cancel request goes

    /// Two sessions with hand-made servers, whose backends have the same number, each with a statement that runs.
    private struct Twins {
        let upstream: RawServer
        let proxy: RunningProxy
        var clients: [RawClient] = []
        var servers: [RawClient] = []

        init(keys: [[UInt8]]) throws {
            upstream = try RawServer()
            proxy = try RunningProxy(upstream: [upstream.address])
            for key in keys {
                let client = try RawClient(proxy.v4)
                try client.send(Frontend.startup([("user", "u")]))
                let server = try upstream.accept()
                _ = try server.startupPacket()
                let keyData = Frontend.message("K", Frontend.number(7) + key)
                try server.send(Backend.authenticated + keyData + Backend.ready())
                _ = try client.untilReady()
                try client.send(Frontend.query("select 1"))
                _ = try server.next()
                clients.append(client)
                servers.append(server)
            }
        }

        func cancel(_ client: RawClient) throws -> RawClient {
            let connection = try RawClient(proxy.v4)
            try connection.send(Frontend.cancel(processID: client.processID, key: client.key))
            return connection
        }
    }

    @Test("wire 22: of two backends with one number the key decides, and each keeps all of its bytes")
    func wire22OneNumber() throws {
        let keys = [[UInt8](repeating: 1, count: 256), [UInt8](repeating: 1, count: 255) + [2], [1, 1, 1, 1]]
        let twins = try Twins(keys: keys)
        for (client, key) in zip(twins.clients, keys).reversed() {
            let connection = try twins.cancel(client)
            let arrived = try twins.upstream.accept()
            #expect(try arrived.startupPacket() == Frontend.cancel(processID: 7, key: key))
            _ = connection
        }
    }

    @Test("wire 22: the beginning of a key, or more than a key, is no key")
    func wire22WholeKey() throws {
        let twins = try Twins(keys: [[1, 2, 3, 4, 5, 6, 7, 8]])
        for key in [[1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as [[UInt8]] {
            let connection = try RawClient(twins.proxy.v4)
            try connection.send(Frontend.cancel(processID: 7, key: key))
            #expect(try connection.untilEnd().isEmpty)
        }
        let connection = try twins.cancel(twins.clients[0])
        #expect(try twins.upstream.accept().startupPacket().suffix(8) == [1, 2, 3, 4, 5, 6, 7, 8])
        _ = connection
    }

    @Test("wire 23: a cancel request goes to the address that the session went to, though another comes first")
    func wire23ExactHost() throws {
        let absent = unusedAddress()
        let present = try RawServer()
        let proxy = try RunningProxy(upstream: [absent, present.address])
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        let server = try present.accept()
        _ = try server.startupPacket()
        let keyData = Frontend.message("K", Frontend.number(7) + [1, 2, 3, 4])
        try server.send(Backend.authenticated + keyData + Backend.ready())
        _ = try client.untilReady()
        try client.send(Frontend.query("select 1"))
        _ = try server.next()
        let returned = try RawServer(absent)
        let connection = try RawClient(proxy.v4)
        try connection.send(Frontend.cancel(processID: client.processID, key: client.key))
        #expect(try present.accept().startupPacket() == Frontend.cancel(processID: 7, key: [1, 2, 3, 4]))
        _ = returned
    }

    @Test("wire 23: where the session's server has TLS, so has the cancel request")
    func wire23Encrypted() throws {
        let keyData = Frontend.message("K", Frontend.number(7) + [1, 2, 3, 4])
        let session = try HandMadeSession(
            login: Backend.authenticated + keyData + Backend.ready(), isEncrypted: true)
        try session.client.send(Frontend.query("select 1"))
        _ = try session.server.next()
        let connection = try RawClient(session.proxy.v4)
        try connection.send(Frontend.cancel(processID: 7, key: [1, 2, 3, 4]))
        let arrived = try session.upstream.acceptTLS()
        #expect(try arrived.startupPacket() == Frontend.cancel(processID: 7, key: [1, 2, 3, 4]))
        _ = connection
    }

    @Test("wire 23: the client waits until the server has closed, and so does its next statement")
    func wire23Waiting() throws {
        let twins = try Twins(keys: [[1, 2, 3, 4]])
        let (client, server) = (twins.clients[0], twins.servers[0])
        let connection = try twins.cancel(client)
        let arrived = try twins.upstream.accept()
        #expect(try arrived.startupPacket().count == 16)
        // The statement ends before the request takes effect, and the next must not be hit by it.
        try server.send(Backend.complete("SELECT 1") + Backend.ready())
        #expect(try client.untilReady().types == "CZ")
        try client.send(Frontend.query("select 2"))
        connection.limit(1)
        #expect(throws: SystemError.self) { try connection.bytes(1) }
        server.limit(1)
        #expect(throws: SystemError.self) { try server.next() }
        arrived.endSending()
        #expect(try connection.bytes(1).isEmpty)
        server.limit(30)
        #expect(try server.next()?.text == "select 2")
    }

    @Test("wire 25: an address that sends many cancel requests is not listened to for a while, others are")
    func wire25RateLimit() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.query("select pg_sleep(60)"))
        #expect(wait { proxy.isSleeping(client.processID) })
        var connections: [RawClient] = []
        for _ in 0..<200 {
            let connection = try RawClient(proxy.v4)
            try connection.send(Frontend.cancel(processID: 0, key: [1, 2, 3, 4]))
            connections.append(connection)
        }
        for connection in connections { #expect(try connection.untilEnd().isEmpty) }
        #expect(proxy.isSleeping(client.processID))
        // Guesses from the same address keep nobody from cancelling what is his own.
        try cancel(client, at: proxy.v4)
        #expect(try client.untilReady().sqlstate == "57014")
    }

    @Test("wire 23: a server that is slow to handle a cancel request is waited for longer than for its connection")
    func wire23SlowServer() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address]) { $0.connectTimeout = 200_000_000 }
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        let server = try upstream.accept()
        _ = try server.startupPacket()
        let keyData = Frontend.message("K", Frontend.number(7) + [1, 2, 3, 4])
        try server.send(Backend.authenticated + keyData + Backend.ready())
        _ = try client.untilReady()
        try client.send(Frontend.query("select 1"))
        _ = try server.next()
        let connection = try RawClient(proxy.v4)
        try connection.send(Frontend.cancel(processID: 7, key: [1, 2, 3, 4]))
        let arrived = try upstream.accept()
        #expect(try arrived.startupPacket().count == 16)
        connection.limit(1)
        #expect(throws: SystemError.self) { try connection.bytes(1) }
        arrived.endSending()
        #expect(try connection.bytes(1).isEmpty)
    }
}
