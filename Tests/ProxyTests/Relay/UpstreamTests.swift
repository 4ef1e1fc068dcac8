import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// What a server may do to a session, said by hand.
@Suite struct UpstreamTests {
    /// A session between a hand-made client and a hand-made server.
    private struct Ends {
        let proxy: RunningProxy
        let server: RawClient
        let client: RawClient
    }

    private func connect(_ address: SocketAddress = .v4(0x7f00_0001, port: 0)) throws -> Ends {
        let upstream = try RawServer(address)
        let proxy = try RunningProxy(upstream: [upstream.address])
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        let server = try upstream.acceptLogin()
        _ = try client.untilReady()
        return Ends(proxy: proxy, server: server, client: client)
    }

    @Test func `wire 10: the start-up packet arrives as it was sent`() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address])
        let client = try RawClient(proxy.v4)
        let packet = Frontend.startup(
            [
                ("user", "ü"), ("application_name", ""), ("options", "-c a=b\\ c"), ("replication", "database"),
                ("_pq_.grease", "1"),
            ], version: 3 << 16 | 2)
        try client.send(packet)
        #expect(try upstream.accept().startupPacket() == packet)
    }

    @Test func `wire 8, 9, 24 and 30: what the server says while the client logs in`() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address])
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        let server = try upstream.accept()
        _ = try server.startupPacket()
        try server.send(
            Frontend.message("v", [0, 3, 0, 0, 0, 0, 0, 0]) + Backend.notice + Frontend.message("R", [0, 0, 0, 99]))
        #expect(try [client.next(), client.next(), client.next()].compactMap { $0 }.types == "vNR")
        try client.send(Frontend.message("p", [1, 2, 3]))
        let password = try server.next()
        #expect(password?.type == "p" && password?.body == [1, 2, 3])
        try server.send(Backend.authenticated + Backend.parameter("a", "b") + Backend.ready())
        #expect(try client.untilReady().types == "RSZ")
    }

    @Test func `wire 47: a server that ends without a word`() throws {
        var ends: Ends? = try connect()
        let (proxy, client) = (ends!.proxy, ends!.client)
        ends = nil
        let answers = try client.untilEnd()
        #expect(answers.sqlstate == "08006")
        #expect(answers.message?.contains("the-upstream:5432") == true)
        #expect(proxy.observed().sessions.map(\.sqlstate.description) == ["08006"])
    }

    @Test func `wire 47: a server that ends in the middle of a message`() throws {
        var ends: Ends? = try connect()
        let (proxy, client) = (ends!.proxy, ends!.client)
        defer { _ = proxy.observed() }
        try ends!.server.send(Array(Backend.row("abcdef").dropLast(3)))
        ends = nil
        #expect(try client.bytes(100).count == Backend.row("abcdef").count - 3)
    }

    @Test func `wire 27: a server that breaks the protocol`() throws {
        let ends = try connect()
        try ends.server.send([UInt8(ascii: "D"), 0, 0, 0, 1])
        _ = try ends.client.bytes(5)
        #expect(try ends.client.untilEnd().sqlstate == "08P01")
    }

    @Test func `wire 45: Terminate reaches the server, and its end the client`() throws {
        var ends: Ends? = try connect()
        let (proxy, client) = (ends!.proxy, ends!.client)
        try client.send(Frontend.terminate)
        #expect(try ends!.server.next()?.type == "X")
        ends = nil
        let answers = try client.untilEnd()
        #expect(answers.isEmpty, "\(answers.message ?? "")")
        #expect(proxy.observed().sessions.map(\.sqlstate) == [.success])
    }

    @Test func `wire 8: a server that does not let the client in in time`() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address], authenticationTimeout: 100_000_000)
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        let server = try upstream.accept()
        #expect(try client.untilEnd().sqlstate == "08006")
        _ = try server.startupPacket()
        #expect(try server.untilEnd().isEmpty)
    }

    @Test func `A server that is gone while its client does not read costs no processor time`() throws {
        let path = "/tmp/keddah-upstream-\(getpid()).sock"
        defer { unlink(path) }
        var ends: Ends? = try connect(.unix(path))
        let (proxy, client) = (ends!.proxy, ends!.client)
        // As much as all sockets on the way hold, and no more.
        ends!.server.limit(1)
        let result = Backend.row(String(repeating: "x", count: 24 << 20))
        #expect(throws: SystemError.self) { try ends!.server.send(result) }
        ends = nil
        let before = proxy.processorTime
        wait(seconds: 0.3) { false }
        #expect(proxy.processorTime - before < 100_000_000)
        var received = 0
        while case let bytes = try client.bytes(1 << 16), !bytes.isEmpty { received += bytes.count }
        #expect(received > 1 << 18)
        #expect(wait { proxy.sessions == 0 })
    }
}
