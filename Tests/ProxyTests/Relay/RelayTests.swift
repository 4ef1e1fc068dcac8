import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// What passes through, and how sessions end.
@Suite struct RelayTests {
    @Test func `wire 34 and 50: 10,000 statements ahead without reading`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        let statement = Frontend.extended("select 1 as ahead") + Frontend.sync
        try client.send(Array((0..<10_000).map { _ in statement }.joined()))
        for _ in 0..<10_000 { #expect(try client.untilReady().types == "12DCZ") }
        #expect(proxy.observed(openSessions: 1).calls("select 1 as ahead") == 10_000)
    }

    @Test func `wire 50: a reader that does not read`() throws {
        let proxy = try RunningProxy()
        let before = ProcessLimits.residentBytes
        let slow = try proxy.client()
        try slow.send(Frontend.query("select repeat('x', 1000000) as wide from generate_series(1, 200)"))
        _ = try slow.until("T")
        let other = try proxy.client()
        for _ in 0..<50 { #expect(try other.query("select 1").types == "TDCZ") }
        #expect(ProcessLimits.residentBytes - before < 64 << 20)
        var bytes = 0
        while let message = try slow.next(), message.type != "Z" { bytes += message.body.count }
        #expect(bytes > 200_000_000)
        #expect(
            proxy.observed(openSessions: 2).rows("select repeat('x', 1) as wide from generate_series(1, 200)") == 200)
    }

    @Test func `wire 29: a statement of 64 MB`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        let text = "select length('" + String(repeating: "x", count: 64 << 20) + "') as long"
        let answers = try client.query(text)
        #expect(answers.types == "TDCZ")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select length('x') as long") == 1)
        #expect(observed.texts.allSatisfy { $0.sql.count <= 65_536 })
        #expect(observed.texts.contains { $0.length == text.utf8.count })
    }

    @Test func `wire 31: a notification reaches an idle client`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("listen bell")
        try proxy.cluster.sql("notify bell, 'ding'")
        #expect(try client.next()?.type == "A")
    }

    @Test func `wire 20 and 23: a cancel request`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            let client = try RawClient(address, user: "postgres")
            try client.send(Frontend.query("select pg_sleep(60)"))
            let cancel = try RawClient(address)
            #expect(wait { proxy.isSleeping(client.processID) })
            try cancel.send(Frontend.cancel(processID: client.processID, key: client.key))
            #expect(try cancel.untilEnd().isEmpty)
            #expect(try client.untilReady().sqlstate == "57014")
            #expect(try client.query("select 1").types == "TDCZ")
        }
        #expect(proxy.observed().sessions.count == 2)
    }

    @Test func `wire 20: a client that leaves right behind its cancel request`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            let client = try RawClient(address, user: "postgres")
            try client.send(Frontend.query("select pg_sleep(60)"))
            #expect(wait { proxy.isSleeping(client.processID) })
            try RawClient(address).send(Frontend.cancel(processID: client.processID, key: client.key))
            #expect(try client.untilReady().sqlstate == "57014")
        }
    }

    @Test func `wire 21: a cancel request with a wrong key`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        let cancel = try RawClient(proxy.v4)
        try cancel.send(Frontend.cancel(processID: client.processID, key: [0, 0, 0, 0]))
        #expect(try cancel.untilEnd().isEmpty)
        #expect(try client.query("select 1").types == "TDCZ")
    }

    @Test func `wire 51: answers still come after the client ended its direction`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            let client = try RawClient(address, user: "postgres")
            try client.send(Frontend.query("select pg_sleep(0.1), repeat('x', 3000000)"))
            client.endSending()
            let answers = try client.untilEnd()
            #expect(answers.types == "TDCZ")
            #expect(answers.first { $0.type == "D" }?.body.count ?? 0 > 3_000_000)
        }
        #expect(proxy.observed().sessions.count == 2)
    }

    @Test func `wire 45: a client that vanishes in a message leaves nothing behind`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.v4, proxy.unix] {
            for isReset in [false, true] {
                let client = try RawClient(address, user: "postgres", application: "vanishing")
                try client.send(Array(Frontend.query("select 1 as never").dropLast(4)))
                if isReset { client.resetOnClose() }
            }
        }
        #expect(proxy.observed().calls("select 1 as never") == 0)
        #expect(
            wait {
                (try? proxy.cluster.sql("select count(*) from pg_stat_activity where application_name = 'vanishing'"))
                    == "0"
            })
    }

    @Test func `A client that left while its statement runs costs no processor time`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.unix, proxy.v4] {
            _ = try {
                let client = try RawClient(address, user: "postgres", application: "left")
                try client.send(Frontend.query("select pg_sleep(60)"))
                #expect(wait { proxy.sessions == 1 })
            }()
            let before = proxy.processorTime
            wait(seconds: 0.5) { false }
            let share = Double(proxy.processorTime - before) / 500_000_000
            #expect(share < 0.3, "\(share) of a processor at \(address)")
            try proxy.cluster.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'left'")
            #expect(wait { proxy.sessions == 0 })
        }
    }

    @Test func `wire 46: the server's last words are passed on`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client(application: "doomed")
        try proxy.cluster.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'")
        let answers = try client.untilEnd()
        #expect(answers.types == "E")
        #expect(answers.sqlstate == "57P01")
        #expect(proxy.observed().sessions.map(\.sqlstate.description) == ["57P01"])
    }

    @Test func `wire 46: a server that ends in the middle of a statement`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.query("select pg_sleep(60)"))
        #expect(wait { proxy.isSleeping(client.processID) })
        try proxy.cluster.sql("select pg_terminate_backend(\(client.processID))")
        #expect(try client.untilEnd().types == "TE")
        let observed = proxy.observed()
        #expect(observed.states["57P01"] == 1)
    }

    @Test func `wire 27: lengths that no message has end the session`() throws {
        let proxy = try RunningProxy()
        for length in [0, 3, 0x7fff_ffff] as [UInt32] {
            let client = try proxy.client()
            try client.send([UInt8(ascii: "Q")] + withUnsafeBytes(of: length.bigEndian, Array.init))
            let answers = try client.untilEnd()
            #expect(answers.sqlstate == "08P01")
        }
        #expect(try proxy.client().query("select 1").types == "TDCZ")
    }

    @Test func `wire 44: a replication connection`() throws {
        let proxy = try RunningProxy()
        let folder = TemporaryFolder()
        let backup = try ChildProcess.run([
            "pg_basebackup", "-h", "127.0.0.1", "-p", "\(proxy.v4.port)", "-U", "postgres", "-X", "stream", "-c",
            "fast",
            "--no-sync", "-D", folder.path + "/backup",
        ])
        #expect(backup.status == 0, "\(backup.errors)")
        let verified = try ChildProcess.run(["/usr/lib/postgresql/15/bin/pg_verifybackup", folder.path + "/backup"])
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(proxy.observed().sessions.count >= 2)
    }

    @Test func `A Sync storm behind a COPY stops no other session`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("create temp table storm (a int)")
        try client.send(
            Frontend.extended("copy storm from stdin") + Array((0..<60_000).map { _ in Frontend.sync }.joined()))
        _ = try client.until("G")
        let other = try proxy.client()
        #expect(try other.query("select 1").types == "TDCZ")
        try client.send(Frontend.copyDone + Frontend.sync)
        #expect(try client.untilReady().types == "CZ")
        try client.query("select 1 as calm")
        #expect(proxy.observed(openSessions: 2).calls("select 1 as calm") == 1)
    }
}
