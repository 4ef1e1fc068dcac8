import Platform
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
}
