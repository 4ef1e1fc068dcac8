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
