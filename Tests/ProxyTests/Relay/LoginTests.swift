import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// How connections begin.
@Suite struct LoginTests {
    @Test func `wire 52: IPv4, IPv6 and Unix sockets on both legs`() throws {
        let cluster = try PostgresCluster.shared.get()
        for upstream in [cluster.v4, cluster.v6, cluster.unix] {
            let proxy = try RunningProxy(upstream: [upstream])
            for address in [proxy.v4, proxy.v6, proxy.unix] {
                #expect(try RawClient(address, user: "postgres").query("select 1").types == "TDCZ")
            }
            #expect(proxy.observed().clients == ["127.0.0.1", "::1", "local"])
        }
    }

    @Test func `The next address of the upstream is tried`() throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [.v4(0x7f00_0001, port: freePort()), cluster.v4])
        #expect(try proxy.client().query("select 1").types == "TDCZ")
    }

    @Test func `A server that cannot be reached is named`() throws {
        let proxy = try RunningProxy(upstream: [.v4(0x7f00_0001, port: freePort()), .unix("/nonexistent/socket")])
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "postgres")]))
        let answers = try client.untilEnd()
        #expect(answers.sqlstate == "08006")
        #expect(answers.first?.field("S") == "FATAL")
        #expect(answers.message?.contains("the-upstream:5432") == true)
        #expect(proxy.observed().sessions.map(\.sqlstate.description) == ["08006"])
    }

    @Test func `wire 1 and 3: encryption is refused once each, then the login goes on`() throws {
        let proxy = try RunningProxy()
        for requests in [
            [Frontend.sslRequest], [Frontend.gssRequest], [Frontend.gssRequest, Frontend.sslRequest],
            [Frontend.sslRequest, Frontend.gssRequest],
        ] {
            let client = try RawClient(proxy.v4)
            for request in requests {
                try client.send(request)
                #expect(try client.bytes(1) == [UInt8(ascii: "N")])
            }
            try client.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
            #expect(try client.untilReady().last?.type == "Z")
        }
    }

    @Test(arguments: [Frontend.sslRequest, Frontend.gssRequest])
    func `wire 3: a second request of a kind ends the connection`(request: [UInt8]) throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(request)
        _ = try client.bytes(1)
        try client.send(request)
        #expect(try client.untilEnd().sqlstate == "0A000")
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0], "08P01"), ([0, 0, 0, 7, 0, 3, 0], "08P01"), ([0, 0, 0x27, 0x11], "08P01"),
            (Array("GET / HTTP/1.1\r\n\r\n".utf8), "08P01"), ([0x16, 3, 1, 2, 0, 1], "08P01"),
            (Frontend.startup([], version: 2 << 16), "0A000"), (Frontend.packet(code: 3 << 16, [0x75]), "08P01"),
        ] as [([UInt8], String)])
    func `wire 6 and 8: what is no start-up packet is refused`(bytes: [UInt8], sqlstate: String) throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(bytes)
        #expect(try client.untilEnd().sqlstate == sqlstate)
        #expect(proxy.observed().sessions.isEmpty)
    }

    @Test func `wire 6: a session byte by byte`() throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        let login = Frontend.startup([("user", "postgres"), ("database", "postgres"), ("application_name", "")])
        for byte in login { try client.send([byte]) }
        #expect(try client.untilReady().last?.type == "Z")
        let messages =
            Frontend.query("select 1 as trickled") + Frontend.extended("select $1 as bound", ["x"]) + Frontend.sync
        for byte in messages { try client.send([byte]) }
        #expect(try client.untilReady().types == "TDCZ")
        #expect(try client.untilReady().types == "12DCZ")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select 1 as trickled") == 1)
        #expect(observed.calls("select $1 as bound") == 1)
    }

    @Test func `wire 7: a connection without a word is no session`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] { _ = try RawClient(address) }
        _ = try RawClient(proxy.v4).send([0, 0, 0])
        wait { proxy.accepted == 3 }
        #expect(proxy.observed().sessions.isEmpty)
    }

    @Test func `wire 6: a client that does not go on is sent away`() throws {
        let proxy = try RunningProxy(authenticationTimeout: 100_000_000)
        let silent = try RawClient(proxy.v4)
        #expect(try silent.untilEnd().isEmpty)
        let halfway = try RawClient(proxy.v4)
        try halfway.send([0, 0, 0])
        #expect(try halfway.untilEnd().sqlstate == "08006")
    }

    @Test func `wire 11 and 19: a failed login is relayed and recorded with its SQLSTATE`() throws {
        let proxy = try RunningProxy()
        for (user, database) in [("postgres", "no_such_database"), ("no_such_user", "postgres")] {
            #expect(throws: Unavailable.self) { _ = try proxy.client(user: user, database: database) }
        }
        let sessions = proxy.observed().sessions
        #expect(sessions.map(\.sqlstate.description).sorted() == ["28000", "3D000"])
        #expect(Set(sessions.map(\.dimensions.user)) == ["postgres", "no_such_user"])
    }

    @Test func `wire 14: SCRAM is relayed, and named`() throws {
        let proxy = try RunningProxy()
        try proxy.cluster.sql("drop role if exists locked; create role locked login password 'open sesame'")
        for (password, status) in [("open sesame", 0), ("wrong", 2)] as [(String, Int32)] {
            let result = try ChildProcess.run(
                [
                    "psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-p", "\(proxy.v4.port)", "-U", "locked", "-d",
                    "postgres",
                    "-c", "select 1",
                ], environment: ["PGPASSWORD": password])
            #expect(result.status == status)
        }
        let sessions = proxy.observed().sessions
        #expect(sessions.map(\.authentication) == ["scram-sha-256", "scram-sha-256"])
        #expect(sessions.map(\.sqlstate.description) == ["00000", "28P01"])
    }

    @Test func `Too many clients are told so`() throws {
        let proxy = try RunningProxy(maxClients: 1)
        let first = try proxy.client()
        let second = try RawClient(proxy.v4)
        try second.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
        #expect(try second.untilEnd().sqlstate == "53300")
        #expect(try first.query("select 1").types == "TDCZ")
    }

    @Test func `Messages right behind the start-up packet`() throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(
            Frontend.startup([("user", "postgres"), ("database", "postgres")]) + Frontend.query("select 1 as early"))
        #expect(try client.untilReady().last?.type == "Z")
        #expect(try client.untilReady().types == "TDCZ")
        #expect(proxy.observed(openSessions: 1).calls("select 1 as early") == 1)
    }
}
