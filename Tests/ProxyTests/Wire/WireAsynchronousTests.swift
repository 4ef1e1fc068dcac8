import Platform
import TestSupport
import Testing

@testable import Proxy

/// What a server says without having been asked.
@Suite struct WireAsynchronousTests {
    @Test("wire 30: notices, notifications and settings keep their places in a result")
    func wire30InOrder() throws {
        let session = try HandMadeSession()
        let asides = Backend.notice + Backend.notification + Backend.parameter("TimeZone", "UTC")
        try session.client.send(Frontend.extended("select 1 as aside") + Frontend.sync)
        _ = try session.server.until("S")
        let parts = [
            Backend.parsed, Backend.bound, Backend.row("1"), Backend.row("2"), Backend.complete("SELECT 2"),
            Backend.ready(),
        ]
        let answer = Array(parts.map { asides + $0 }.joined()) + asides
        try session.server.send(answer)
        #expect(try session.client.bytes(answer.count) == answer)
        #expect(session.proxy.observed(openSessions: 1).rows("select 1 as aside") == 2)
    }

    @Test("wire 30: a notice in the middle of a statement comes before the statement ends")
    func wire30AtOnce() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.query("do $$ begin raise notice 'now'; perform pg_sleep(60); end $$"))
        #expect(try client.next()?.field("M") == "now")
        try proxy.cluster.sql("select pg_cancel_backend(\(client.processID))")
        #expect(try client.untilReady().sqlstate == "57014")
    }

    @Test("wire 31: a notification reaches an idle client")
    func wire31IdleClient() throws {
        let proxy = try RunningProxy()
        let clients = try (0..<3).map { _ in try proxy.client() }
        for client in clients { try client.query("listen bell") }
        let ringing = try proxy.client()
        for number in 0..<20 { try ringing.query("notify bell, '\(number)'") }
        for client in clients {
            let heard = try (0..<20).map { _ in try client.next() }
            #expect(heard.allSatisfy { $0?.type == "A" })
            #expect(heard.map { $0?.body.dropFirst(9).dropLast() } == (0..<20).map { Array("\($0)".utf8)[...] })
        }
    }

    @Test("wire 31: a notification reaches a client that waits in a transaction, when that ends")
    func wire31InTransaction() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("listen door")
        try client.query("begin")
        try proxy.client().query("notify door")
        #expect(try client.query("select 1").types == "TDCZ")
        try client.send(Frontend.query("commit"))
        #expect(try client.until("A").types.contains("C"))
    }

    @Test("wire 32: settings in any number at any place, the last of which holds")
    func wire32Settings() throws {
        let session = try HandMadeSession()
        let settings = (0..<300).flatMap { Backend.parameter("application_name", "a\($0)") }
        try session.server.send(settings)
        #expect(try session.client.bytes(settings.count) == settings)
        try session.client.send(Frontend.query("select 1"))
        _ = try session.server.next()
        let answer = settings + Backend.complete("SELECT 1") + settings + Backend.ready() + settings
        try session.server.send(answer)
        #expect(try session.client.bytes(answer.count) == answer)
    }

    @Test("wire 32: what a server reports of itself is what the client gets, once and in order")
    func wire32Reported() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.query("set timezone = 'UTC'; set application_name = 'x'; set datestyle = 'SQL'")
                + Frontend.extended("set intervalstyle = 'iso_8601'") + Frontend.extended("set timezone = 'CET'")
                + Frontend.sync + Frontend.query("begin; set timezone = 'EST'; rollback"))
        #expect(answers.filter { $0.type == "S" }.count >= 5)
        // The login's own.
        let greetings = try [proxy.cluster.v4, proxy.v4].map { address in
            let client = try RawClient(address)
            try client.send(Frontend.startup([("user", "postgres")]))
            return try client.untilReady().filter { $0.type == "S" }
        }
        #expect(greetings[0] == greetings[1])
    }
}
