import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// What was counted is what was executed.
@Suite struct CountsTests {
    @Test(arguments: ["simple", "extended", "prepared"])
    func `Each transaction of pgbench is counted`(mode: String) throws {
        let proxy = try RunningProxy()
        let script = "select /* \(mode) */ count(*) as \(mode) from pg_class where oid = :client_id;"
        let file = TemporaryFolder()
        let path = try file.write(script + "\n", to: "script.sql")
        let result = try ChildProcess.run([
            "pgbench", "-n", "-f", path, "-M", mode, "-c", "8", "-t", "250", "-h", "127.0.0.1", "-p",
            "\(proxy.v4.port)", "-U", "postgres", "postgres",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let observed = proxy.observed()
        let sql = "select count(*) as \(mode) from pg_class where oid = 1"
        #expect(observed.calls(sql) == 2_000)
        #expect(observed.rows(sql) == 2_000)
        // Each of the eight, and pgbench's own connection where it makes one.
        #expect(observed.sessions.count >= 8)
        #expect(observed.sessions.allSatisfy { $0.authentication == "trust" && $0.sqlstate == .success })
    }

    @Test func `Counts are those of pg_stat_statements`() throws {
        let proxy = try RunningProxy()
        let cluster = proxy.cluster
        try cluster.sql("create extension if not exists pg_stat_statements; create table if not exists counted (a int)")
        try cluster.sql("truncate counted")
        let client = try proxy.client()
        for number in 0..<30 {
            try client.query("insert into counted select generate_series(1, \(number))")
            try client.synced(Frontend.extended("select a from counted where a < $1", ["5"]))
        }
        try client.synced(Frontend.parse("update counted set a = a + 1 where a = $1", name: "u"))
        for number in 0..<20 { try client.synced(Frontend.bind("u", ["\(number)"]) + Frontend.execute()) }
        try client.query("delete from counted where a > 1; select count(*) as left_over from counted")
        try client.query("select a as broken from counted where a = 1/0")
        let observed = proxy.observed(openSessions: 1)
        for sql in [
            "insert into counted select generate_series(1, 1)", "select a from counted where a < $1",
            "update counted set a = a + 1 where a = $1", "delete from counted where a > 1",
            "select count(*) as left_over from counted",
        ] {
            let pattern = sql.split(separator: " ").prefix(3).joined(separator: " ") + "%"
            let expected = try cluster.sql(
                "select sum(calls) || ' ' || sum(rows) from pg_stat_statements where query like '\(pattern)'"
                    + " and query not like '%broken%' and query like '%counted%'")
            #expect("\(observed.calls(sql)) \(observed.rows(sql))" == expected, "\(sql)")
        }
        #expect(observed.states["22012"] == 1)
    }

    @Test func `wire 43: COPY of 100,000 rows both ways`() throws {
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

    @Test func `Rows that a failed COPY left over belong to no later statement`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("create temp table refused (a int)")
        try client.send(Frontend.query("copy refused from stdin"))
        _ = try client.until("G")
        try client.send(Frontend.copyData("x\n") + Frontend.copyData(String(repeating: "y", count: 10_000)))
        try client.send(Frontend.copyDone)
        let answers = try client.untilReady()
        #expect(answers.sqlstate == "22P02")
        try client.query("select 1 as after")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.bytesIn[Counted.fingerprint("select 1 as after")] == 23)
    }

    @Test func `wire 43: COPY in the extended protocol with a Sync ahead`() throws {
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

    @Test func `The parts of a portal are one call`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        let sql = "select generate_series(1, 10) as parts"
        try client.query("begin")
        try client.synced(Frontend.parse(sql) + Frontend.bind(portal: "p") + Frontend.execute("p", rows: 4))
        #expect(try client.synced(Frontend.execute("p", rows: 4)).types == "DDDDsZ")
        #expect(try client.synced(Frontend.execute("p", rows: 4)).types == "DDCZ")
        #expect(try client.synced(Frontend.execute("p", rows: 4)).types == "CZ")
        try client.synced(Frontend.parse(sql) + Frontend.bind(portal: "q") + Frontend.execute("q", rows: 3))
        try client.query("commit")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls(sql) == 2)
        #expect(observed.rows(sql) == 13)
        #expect(observed.calls[0] == nil)
    }

    @Test func `wire 55: EXECUTE, FETCH and DISCARD`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("prepare s as select generate_series(1, 3) as inner_rows")
        for _ in 0..<4 { try client.query("execute s") }
        try client.query("discard temp; discard sequences")
        try client.query("execute s")
        try client.query("begin; declare c cursor for select generate_series(1, 9) as cursor_rows")
        try client.query("fetch 4 c; fetch all c; commit")
        try client.query("discard all")
        #expect(try client.query("execute s").sqlstate == "26000")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select generate_series(1, 3) as inner_rows") == 5)
        #expect(observed.rows("select generate_series(1, 3) as inner_rows") == 15)
        #expect(observed.calls("select generate_series(1, 9) as cursor_rows") == 2)
        #expect(observed.rows("select generate_series(1, 9) as cursor_rows") == 9)
    }

    @Test func `The place of an error tells which statement it was`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        #expect(try client.query("select 'häß' as one; selec 2; select 3 as three").sqlstate == "42601")
        #expect(try client.query("select 4 as four from ; select 5 as five").sqlstate == "42601")
        #expect(try client.query("select 6 as six; select nothing as seven; select 8 as eight").sqlstate == "42703")
        let observed = proxy.observed(openSessions: 1)
        let counted = [
            "selec 2", "select 4 as four from", "select 6 as six", "select nothing as seven", "select 'a' as one",
            "select 3 as three", "select 5 as five", "select 8 as eight",
        ].map(observed.calls)
        #expect(counted == [1, 1, 1, 1, 0, 0, 0, 0])
    }

    @Test func `The application's name is followed`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client(application: "first")
        try client.query("select 1 as named")
        try client.query("set application_name = 'second'")
        try client.query("select 1 as named")
        client.endSending()
        _ = try client.untilEnd()
        let observed = proxy.observed()
        #expect(observed.applications == ["first", "second"])
        #expect(observed.sessions.map(\.dimensions.application) == ["second"])
    }
}
