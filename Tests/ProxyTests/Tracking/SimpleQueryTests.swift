import TestSupport
import Testing

@testable import Proxy

/// The simple query protocol: what the tracker counts.
@Suite struct SimpleQueryTests {
    @Test func `A query is a call with its rows`() throws {
        var session = Transcript()
        session.client(Frontend.query("select 1"))
        session.server(Backend.rowDescription, Backend.row("1"), Backend.complete("SELECT 1"), Backend.ready())
        session.client(Frontend.query("SELECT 2"))
        session.server(Backend.rowDescription, Backend.row("2"), Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("select 1", calls: 2, rows: 2))
    }

    @Test func `Each statement of a query is a call`() throws {
        var session = Transcript()
        session.client(Frontend.query("insert into t values (1); select 1 ;; update t set a = 2"))
        session.server(
            Backend.complete("INSERT 0 1"), Backend.rowDescription, Backend.complete("SELECT 7"),
            Backend.complete("UPDATE 3"), Backend.ready())
        try session.expect(
            Counted("insert into t values (1)", rows: 1), Counted("select 1", rows: 7),
            Counted("update t set a = 2", rows: 3))
    }

    @Test func `An empty query is no call`() throws {
        var session = Transcript()
        for text in ["", ";", " -- nothing"] {
            session.client(Frontend.query(text))
            session.server(Backend.empty, Backend.ready())
        }
        session.client(Frontend.query("select 1"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("select 1", rows: 1))
    }

    @Test(arguments: [
        // (text, the place of the error, the statement that it belongs to)
        ("select 1; selec 2; delete from t", 11, "selec 2"),
        ("select 'häßlich'; selec 2; delete from t", 19, "selec 2"),
        ("select 1; selec", 11, "selec"),
        ("select 1 from where; select 2", 15, "select 1 from where"),
        ("select 1 from ; select 2", 15, "select 1 from"),
        ("select 1 from; select 2", 14, "select 1 from"),
        ("select 1; select from (", 24, "select from ("),
    ])
    func `A text that is refused counts for the statement with the error`(
        text: String, position: Int, failed: String
    ) throws {
        var session = Transcript()
        session.client(Frontend.query(text))
        session.server(Backend.error("42601", position: position), Backend.ready())
        try session.expect(Counted(failed, "42601"))
    }

    @Test func `An error stops what comes after it`() throws {
        var session = Transcript()
        session.client(Frontend.query("select 1; select 1/0; delete from t"))
        session.server(Backend.complete("SELECT 1"), Backend.error("22012"), Backend.ready())
        session.client(Frontend.query("select 3"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("select 1", calls: 2, rows: 2), Counted("select 1/0", "22012"))
    }

    @Test func `The place of an error counts only before anything completed`() throws {
        var session = Transcript()
        session.client(Frontend.query("select 1; select nothing; delete from t"))
        session.server(Backend.complete("SELECT 1"), Backend.error("42703", position: 99), Backend.ready())
        try session.expect(Counted("select 1", rows: 1), Counted("select nothing", "42703"))
    }

    @Test func `What comes asynchronously counts for nothing`() throws {
        var session = Transcript()
        let noise = Backend.notice + Backend.notification + Backend.parameter("TimeZone", "UTC")
        session.server(noise)
        session.client(Frontend.query("select 1; select 2"))
        session.server(
            noise, Backend.rowDescription, noise, Backend.row("1"), noise, Backend.complete("SELECT 1"), noise,
            Backend.complete("SELECT 1"), noise, Backend.ready(), noise)
        try session.expect(Counted("select 1", calls: 2, rows: 2))
    }

    @Test func `Queries that are sent ahead are matched in order`() throws {
        var session = Transcript()
        session.client(Frontend.query("select a"), Frontend.query("delete from b"), Frontend.query("select c, d"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        session.server(Backend.error("42P01"), Backend.ready(), Backend.complete("SELECT 3"), Backend.ready())
        try session.expect(
            Counted("select a", rows: 1), Counted("delete from b", "42P01"), Counted("select c, d", rows: 3))
    }

    @Test func `A fatal error ends the statement that runs`() throws {
        var session = Transcript()
        session.client(Frontend.query("select pg_sleep(9)"))
        session.server(Backend.error("57P01", severity: "FATAL"))
        session.client(Frontend.terminate)
        session.server(Backend.ready())
        try session.expect(Counted("select pg_sleep(9)", "57P01"))
    }

    @Test func `A function call is a call of that function`() throws {
        var session = Transcript()
        session.client(Frontend.functionCall(870, ["a"]))
        session.server(Backend.functionResult, Backend.ready())
        session.client(Frontend.functionCall(871, ["a"]))
        session.server(Backend.error("42883"), Backend.ready())
        session.client(Frontend.query("select 1"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        let first = ([0, 0, 3, 0x66] as [UInt8]).withUnsafeBytes(FunctionCall.fingerprint)
        let second = ([0, 0, 3, 0x67] as [UInt8]).withUnsafeBytes(FunctionCall.fingerprint)
        try session.expect(
            Counted(fingerprint: first, calls: 1, rows: 1, sqlstate: "00000", application: "app"),
            Counted(fingerprint: second, calls: 1, rows: 0, sqlstate: "42883", application: "app"),
            Counted("select 1", rows: 1))
    }
}
