import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// How sessions end.
@Suite struct WireEndTests {
    private func backends(_ proxy: RunningProxy, _ application: String) throws -> String {
        try proxy.cluster.sql("select count(*) from pg_stat_activity where application_name = '\(application)'")
    }

    @Test("wire 45: Terminate reaches the server, and its end the client")
    func wire45Terminate() throws {
        let session = try HandMadeSession()
        try session.client.send(Frontend.terminate)
        #expect(try session.server.next()?.type == "X")
        session.closeServer()
        let answers = try session.client.untilEnd()
        #expect(answers.isEmpty, "\(answers.message ?? "")")
        #expect(session.observedAtTheEnd().sessions.map(\.sqlstate) == [.success])
    }

    @Test("wire 45: Terminate behind statements waits for their answers")
    func wire45TerminateBehind() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.query("select pg_sleep(0.1), repeat('x', 3000000)") + Frontend.extended("select 1") + Frontend.sync
        )
        #expect(answers.types == "TDCZ" + "12DCZ")
    }

    @Test("wire 45: a client that vanishes in a message leaves nothing behind")
    func wire45VanishedInAMessage() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            for isReset in [false, true] {
                let client = try RawClient(address, user: "postgres", application: "vanishing")
                try client.send(Array(Frontend.query("select 1 as never").dropLast(4)))
                if isReset { client.resetOnClose() }
            }
        }
        #expect(proxy.observed().calls("select 1 as never") == 0)
        #expect(try wait { try backends(proxy, "vanishing") == "0" })
    }

    @Test("wire 45: a client that resets its connection in the middle of a result ends its backend")
    func wire45ResetInAResult() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            let client = try RawClient(address, user: "postgres", application: "resetting")
            try client.send(Frontend.query("select repeat('x', 100000) from generate_series(1, 100000)"))
            _ = try client.until("D")
            client.resetOnClose()
        }
        #expect(wait { proxy.sessions == 0 })
        #expect(try wait { try backends(proxy, "resetting") == "0" })
    }

    @Test("wire 46: the server's last words are passed on, and nothing is added")
    func wire46LastWords() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client(application: "doomed")
        try proxy.cluster.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'")
        let answers = try client.untilEnd()
        #expect(answers.types == "E")
        #expect(answers.sqlstate == "57P01")
        client.endSending()
        #expect(proxy.observed().sessions.map(\.sqlstate.description) == ["57P01"])
    }

    @Test("wire 46: a server that is terminated in the middle of a statement")
    func wire46InAStatement() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.query("select pg_sleep(60)"))
        #expect(wait { proxy.isSleeping(client.processID) })
        try proxy.cluster.sql("select pg_terminate_backend(\(client.processID))")
        #expect(try client.untilEnd().types == "TE")
        client.endSending()
        let observed = proxy.observed()
        #expect(observed.states["57P01"] == 1)
    }

    @Test("wire 46: FATAL and PANIC before the end, idle or in a result", arguments: ["FATAL", "PANIC"])
    func wire46FatalThenEnd(severity: String) throws {
        let error = Backend.error("57P02", severity: severity)
        for isIdle in [true, false] {
            let session = try HandMadeSession()
            if !isIdle {
                try session.client.send(Frontend.query("select 1"))
                _ = try session.server.next()
                try session.server.send(Backend.row("1"))
                _ = try session.client.next()
            }
            try session.server.send(Backend.notice + error)
            session.closeServer()
            #expect(try session.client.bytes(10_000) == Backend.notice + error)
            #expect(session.observedAtTheEnd().sessions.map(\.sqlstate.description) == ["57P02"])
        }
    }

    @Test("wire 47: a server that ends without a word: the client is told")
    func wire47WithoutAWord() throws {
        for login in [[], Backend.authenticated + Backend.ready()] {
            let session = try HandMadeSession(login: login)
            session.closeServer()
            let answers = try session.client.untilEnd()
            #expect(answers.types == "E")
            #expect(answers.sqlstate == "08006")
            #expect(answers.first?.field("S") == "FATAL")
            #expect(answers.message?.contains("the-upstream:5432") == true)
            #expect(session.observedAtTheEnd().sessions.map(\.sqlstate.description) == ["08006"])
        }
    }

    @Test("wire 47: a server that ends in the middle of a message: nothing is put into that message")
    func wire47InAMessage() throws {
        let session = try HandMadeSession()
        let part = Array(Backend.row("abcdef").dropLast(3))
        try session.server.send(part)
        session.closeServer()
        #expect(try session.client.bytes(100) == part)
        _ = session.observedAtTheEnd()
    }

    @Test("wire 47: a server that resets its connection with a statement on its way")
    func wire47Reset() throws {
        let session = try HandMadeSession()
        try session.client.send(Frontend.query("select 1"))
        session.server.resetOnClose()
        session.closeServer()
        #expect(try session.client.untilEnd().sqlstate == "08006")
    }

    @Test("wire 51: answers still come after the client ended its direction")
    func wire51HalfClose() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            let client = try RawClient(address, user: "postgres")
            try client.send(
                Frontend.query("select pg_sleep(0.1), repeat('x', 3000000)") + Frontend.extended("select 1")
                    + Frontend.sync)
            client.endSending()
            let answers = try client.untilEnd()
            #expect(answers.types == "TDCZ" + "12DCZ")
            #expect(answers.first { $0.type == "D" }?.body.count ?? 0 > 3_000_000)
        }
        #expect(proxy.observed().sessions.count == 2)
    }

    @Test("wire 51: a client that ends its direction in COPY, which then fails")
    func wire51HalfCloseInCopy() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client(application: "half")
        try client.send(Frontend.query("create temp table half (a int); copy half from stdin"))
        _ = try client.until("G")
        try client.send(Frontend.copyData("1\n"))
        client.endSending()
        #expect(try client.untilEnd().allSatisfy { $0.type == "E" })
        #expect(wait { proxy.sessions == 0 })
        #expect(try wait { try backends(proxy, "half") == "0" })
    }

    @Test("wire 47: a server that fails without a word is told of to a client that waits and ended its direction")
    func wire47HalfClosed() throws {
        let session = try HandMadeSession()
        try session.client.send(Frontend.query("select 1"))
        session.client.endSending()
        _ = try session.server.untilEnd()
        session.closeServer()
        #expect(try session.client.untilEnd().sqlstate == "08006")
    }
}
