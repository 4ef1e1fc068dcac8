import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// How connections begin.
@Suite struct LoginTests {
    @Test func `The next address of the upstream is tried`() throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [unusedAddress(), cluster.v4])
        #expect(try proxy.client().query("select 1").types == "TDCZ")
    }

    @Test func `A server that cannot be reached is named`() throws {
        let proxy = try RunningProxy(upstream: [unusedAddress(), .unix("/nonexistent/socket")])
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "postgres")]))
        let answers = try client.untilEnd()
        #expect(answers.sqlstate == "08006")
        #expect(answers.first?.field("S") == "FATAL")
        #expect(answers.message?.contains("the-upstream:5432") == true)
        #expect(proxy.observed().sessions.map(\.sqlstate.description) == ["08006"])
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
