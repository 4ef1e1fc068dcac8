import Platform
import TestSupport
import Testing

@testable import Proxy

/// COPY in both directions and both at once.
@Suite struct WireCopyTests {
    @Test("wire 43: COPY of 100,000 rows both ways")
    func wire43BothWays() throws {
        let proxy = try RunningProxy()
        try proxy.cluster.sql("drop table if exists copied; create table copied (a int)")
        let lines = (1...100_000).map { "\($0)\n" }.joined()
        let into = try proxy.psql(["-c", "copy copied from stdin"], input: lines)
        #expect(into.status == 0, "\(into.errors)")
        let out = try proxy.psql(["-c", "copy copied to stdout"])
        #expect(out.output == lines)
        let observed = proxy.observed()
        #expect(observed.rows("copy copied from stdin") == 100_000)
        #expect(observed.rows("copy copied to stdout") == 100_000)
        let bytes = UInt64(lines.utf8.count)
        #expect(observed.bytesIn[Counted.fingerprint("copy copied from stdin")] ?? 0 >= bytes)
        #expect(observed.bytesOut[Counted.fingerprint("copy copied to stdout")] ?? 0 >= bytes + 500_000)
        #expect(observed.bytesIn[Counted.fingerprint("copy copied to stdout")] == 27)
    }

    @Test("wire 43: rows in pieces of a byte, and all of a COPY sent ahead")
    func wire43Pieces() throws {
        let proxy = try RunningProxy()
        let rows = "1\t\\N\n2\ta\\\\.b\n3\t\\t\\\n\n4\tö\n".utf8.map { Frontend.message("d", [$0]) }
        let answers = try proxy.answers(
            Frontend.query("create temp table pieces (a int, b text)") + Frontend.query("copy pieces from stdin")
                + Frontend.copyData("7\tx\n") + Frontend.copyData("8\ty\n\\.\n") + Frontend.copyDone
                + Frontend.query("copy pieces (a) from stdin") + Frontend.copyDone
                + Frontend.query("copy pieces from stdin") + Array(rows.joined()) + Frontend.copyDone
                + Frontend.query("select a + 0, b || '' from pieces order by a"))
        #expect(answers.types == "CZ" + "GCZ" + "GCZ" + "GCZ" + "TDDDDDDCZ")
        #expect(answers.rows == [["1", nil], ["2", #"a\.b"#], ["3", "\t\n"], ["4", "ö"], ["7", "x"], ["8", "y"]])
    }

    @Test("wire 43: the client gives up, or the server refuses a row while the client still sends")
    func wire43Failures() throws {
        let proxy = try RunningProxy()
        let rest = Array((0..<2_000).map { _ in Frontend.copyData(String(repeating: "y", count: 999) + "\n") }.joined())
        let answers = try proxy.answers(
            Frontend.query("create temp table refused (a int)") + Frontend.query("copy refused from stdin")
                + Frontend.copyData("1\n") + Frontend.copyFail("enough") + Frontend.query("copy refused from stdin")
                + Frontend.copyData("x\n") + rest + Frontend.copyDone + Frontend.query("select 1 as after")
                + Frontend.extended("copy refused from stdin") + Frontend.copyData("x\n") + rest + Frontend.copyDone
                + Frontend.extended("select 2 as skipped") + Frontend.sync + Frontend.query("select 1 as after"))
        #expect(answers.types == "CZ" + "GEZ" + "GEZ" + "TDCZ" + "12GEZ" + "TDCZ")
        #expect(answers.filter { $0.type == "E" }.map { $0.field("C") } == ["57014", "22P02", "22P02"])
        let observed = proxy.observed()
        #expect(observed.calls("select 1 as after") == 2)
        #expect(observed.calls("select 2 as skipped") == 0)
        // What was sent for a COPY belongs to no other statement, be it ahead or left over.
        #expect(observed.bytesIn[Counted.fingerprint("select 1 as after")] == 46)
    }

    @Test("wire 43: an error in the middle of COPY out, and what follows in the query is not executed")
    func wire43OutFails() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.query("copy (select 1/(4 - g) from generate_series(1, 9) as g) to stdout; select 1 as never")
                + Frontend.query("copy (select 1) to stdout; copy (select 2) to stdout; select 3 as last"))
        #expect(answers.types == "HdddEZ" + "HdcCHdcCTDCZ")
        #expect(proxy.observed().calls("select 1 as never") == 0)
        #expect(proxy.observed().calls("select 3 as last") == 1)
    }

    @Test("wire 43: COPY in the extended protocol with a Sync ahead")
    func wire43SyncAhead() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("create temp table ahead (a int)")
        try client.send(Frontend.extended("copy ahead from stdin") + Frontend.sync)
        _ = try client.until("G")
        try client.send(Frontend.copyData("1\n2\n") + Frontend.sync + Frontend.copyDone + Frontend.sync)
        #expect(try client.untilReady().types == "CZ")
        try client.query("select a from ahead")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.rows("copy ahead from stdin") == 2)
        #expect(observed.rows("select a from ahead") == 2)
    }

    @Test("wire 43: a message that has no place in COPY ends it with an error")
    func wire43OutOfPlace() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("create temp table misplaced (a int)")
        try client.send(Frontend.query("copy misplaced from stdin"))
        _ = try client.until("G")
        try client.send(Frontend.copyData("1\n") + Frontend.query("select 1 as misplaced"))
        #expect(try client.untilEnd().first?.field("C") == "08P01")
    }

    @Test("wire 44: a base backup with the log streamed beside it")
    func wire44BaseBackup() throws {
        let proxy = try RunningProxy()
        let folder = TemporaryFolder()
        let backup = try ChildProcess.run([
            "pg_basebackup", "-h", "127.0.0.1", "-p", "\(proxy.v4.port)", "-U", "postgres", "-X", "stream", "-c",
            "fast", "--no-sync", "-D", folder.path + "/backup",
        ])
        #expect(backup.status == 0, "\(backup.errors)")
        let verified = try ChildProcess.run(["/usr/lib/postgresql/15/bin/pg_verifybackup", folder.path + "/backup"])
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(proxy.observed().sessions.count >= 2)
    }

    /// The messages of a walsender of a kind, up to the first.
    private func walMessage(_ client: RawClient, _ kind: Character) throws -> Reply? {
        while let message = try client.next() {
            if message.type == "d" && message.body.first == kind.asciiValue { return message }
        }
        return nil
    }

    @Test("wire 44: replication goes both ways at once, is never too idle, and ends in order")
    func wire44Replication() throws {
        let proxy = try RunningProxy(authenticationTimeout: 200_000_000)
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "postgres"), ("replication", "1")]))
        #expect(try client.untilReady().last?.type == "Z")
        try client.query("CREATE_REPLICATION_SLOT wire_44 TEMPORARY PHYSICAL RESERVE_WAL")
        let place = try client.query("IDENTIFY_SYSTEM").rows.first?[2] ?? ""
        try client.send(Frontend.query("START_REPLICATION SLOT wire_44 PHYSICAL \(place)"))
        #expect(try client.next()?.type == "W")
        wait(seconds: 0.4) { false }
        let pending = "select pg_logical_emit_message(false, 'wire', repeat('x', 100000))"
        for _ in 0..<3 {
            try proxy.cluster.sql(pending)
            #expect(try walMessage(client, "w") != nil)
            // A status with nothing flushed, which asks for an answer.
            try client.send(Frontend.message("d", Array("r".utf8) + [UInt8](repeating: 0, count: 32) + [1]))
            #expect(try walMessage(client, "k") != nil)
        }
        try client.send(Frontend.copyDone)
        let ending = try client.untilReady().filter { $0.type != "d" }
        #expect(ending.types == "cCZ" || ending.types == "cCCZ")
        #expect(try client.query("IDENTIFY_SYSTEM").types == "TDCZ")
    }
}
