import TestSupport
import Testing

/// The extended query protocol: what the tracker counts.
@Suite struct ExtendedQueryTests {
    private let executed = Backend.parsed + Backend.bound + Backend.complete("SELECT 1")

    @Test func `A prepared statement counts once for each execution`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select $1::int", name: "a"), Frontend.describe("S", "a"), Frontend.sync)
        session.server(Backend.parsed, Backend.parameterDescription, Backend.rowDescription, Backend.ready())
        for _ in 0..<5 {
            session.client(Frontend.bind("a", ["1"]), Frontend.execute(), Frontend.sync)
            session.server(Backend.bound, Backend.row("1"), Backend.complete("SELECT 1"), Backend.ready())
        }
        try session.expect(Counted("select $1::int", calls: 5, rows: 5))
    }

    @Test func `A prepared statement that is never executed is no call`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select 1", name: "a"), Frontend.describe("S", "a"), Frontend.sync)
        session.server(Backend.parsed, Backend.parameterDescription, Backend.noData, Backend.ready())
        try session.expect()
    }

    @Test func `A pipeline is matched in order`() throws {
        var session = Transcript()
        session.client(
            Frontend.extended("select 1"), Frontend.sync, Frontend.extended("delete from t"), Frontend.sync,
            Frontend.extended("select a, b"), Frontend.describe("P"), Frontend.sync)
        session.server(executed, Backend.ready(), Backend.parsed, Backend.bound, Backend.complete("DELETE 4"))
        session.server(
            Backend.ready(), Backend.parsed, Backend.bound, Backend.complete("SELECT 2"), Backend.noData,
            Backend.ready())
        try session.expect(
            Counted("select 1", rows: 1), Counted("delete from t", rows: 4), Counted("select a, b", rows: 2))
    }

    @Test func `What the server skips up to Sync is not counted`() throws {
        var session = Transcript()
        session.client(
            Frontend.extended("select 1"), Frontend.extended("select 1/$1", ["0"]), Frontend.extended("select a, b"),
            Frontend.query("drop table t"), Frontend.functionCall(1, []), Frontend.sync,
            Frontend.extended("select c(1)"),
            Frontend.sync)
        session.server(executed, Backend.parsed, Backend.bound, Backend.error("22012"), Backend.ready())
        session.server(executed, Backend.ready())
        try session.expect(
            Counted("select 1", rows: 1), Counted("select 1/$1", "22012"), Counted("select c(1)", rows: 1))
    }

    @Test func `What comes after the error is skipped too`() throws {
        var session = Transcript()
        session.client(Frontend.extended("select 1/0"), Frontend.flush)
        session.server(Backend.parsed, Backend.bound, Backend.error("22012"))
        session.client(
            Frontend.extended("select a, b"), Frontend.query("drop table t"), Frontend.copyDone, Frontend.flush)
        session.client(Frontend.sync)
        session.server(Backend.ready())
        session.client(Frontend.query("select 2"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("select 1/0", "22012"), Counted("select 2", rows: 1))
    }

    @Test func `Each Sync ends its own error`() throws {
        var session = Transcript()
        for _ in 0..<3 { session.client(Frontend.extended("select 1/0"), Frontend.extended("select 1"), Frontend.sync) }
        for _ in 0..<3 { session.server(Backend.parsed, Backend.bound, Backend.error("22012"), Backend.ready()) }
        try session.expect(Counted("select 1/0", calls: 3, "22012"))
    }

    @Test func `A failed Parse is a call`() throws {
        var session = Transcript()
        session.client(Frontend.parse("selec 1"), Frontend.bind(), Frontend.execute(), Frontend.sync)
        session.server(Backend.error("42601", position: 1), Backend.ready())
        try session.expect(Counted("selec 1", "42601"))
    }

    @Test func `A Parse of a name that is taken leaves the old statement`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select 1", name: "a"), Frontend.sync)
        session.server(Backend.parsed, Backend.ready())
        session.client(Frontend.parse("delete from t", name: "a"), Frontend.sync)
        session.server(Backend.error("42P05"), Backend.ready())
        session.client(Frontend.bind("a"), Frontend.execute(), Frontend.sync)
        session.server(Backend.bound, Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("delete from t", "42P05"), Counted("select 1", rows: 1))
    }

    @Test func `A failed Parse takes the unnamed statement away`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select 1"), Frontend.sync)
        session.server(Backend.parsed, Backend.ready())
        session.client(Frontend.parse("selec 1"), Frontend.sync)
        session.server(Backend.error("42601"), Backend.ready())
        session.client(Frontend.bind(), Frontend.execute(), Frontend.sync)
        session.server(Backend.error("26000"), Backend.ready())
        try session.expect(Counted("selec 1", "42601"), Counted(nil, "26000"))
    }

    @Test func `A simple query takes the unnamed statement away`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select a, b"), Frontend.sync)
        session.server(Backend.parsed, Backend.ready())
        session.client(Frontend.query("select 1"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        session.client(Frontend.bind(), Frontend.execute(), Frontend.sync)
        session.server(Backend.error("26000"), Backend.ready())
        try session.expect(Counted("select 1", rows: 1), Counted(nil, "26000"))
    }

    @Test func `The unnamed statement is replaced`() throws {
        var session = Transcript()
        for text in ["select a, b", "select 1"] {
            session.client(Frontend.parse(text), Frontend.sync)
            session.server(Backend.parsed, Backend.ready())
        }
        session.client(Frontend.bind(), Frontend.execute(), Frontend.sync)
        session.server(Backend.bound, Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("select 1", rows: 1))
    }

    @Test func `A statement that was closed is unknown`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select 1", name: "a"), Frontend.close("S", "a"), Frontend.close("S", "none"))
        session.client(Frontend.close("P", "none"), Frontend.sync)
        session.server(Backend.parsed, Backend.closed, Backend.closed, Backend.closed, Backend.ready())
        session.client(Frontend.bind("a"), Frontend.sync)
        session.server(Backend.error("26000"), Backend.ready())
        try session.expect(Counted(nil, "26000"))
    }

    @Test func `A name is used while its Parse is in flight`() throws {
        var session = Transcript()
        session.client(
            Frontend.parse("select 1", name: "a"), Frontend.bind("a"), Frontend.execute(), Frontend.close("S", "a"),
            Frontend.parse("delete from t", name: "a"), Frontend.bind("a"), Frontend.execute(), Frontend.sync)
        session.server(executed, Backend.closed, Backend.parsed, Backend.bound, Backend.complete("DELETE 2"))
        session.server(Backend.ready())
        try session.expect(Counted("select 1", rows: 1), Counted("delete from t", rows: 2))
    }

    @Test func `An execution of nothing is no call`() throws {
        var session = Transcript()
        session.client(Frontend.extended(""), Frontend.sync)
        session.server(Backend.parsed, Backend.bound, Backend.empty, Backend.ready())
        try session.expect()
    }

    @Test func `An error at Sync is nobody's`() throws {
        var session = Transcript()
        session.client(Frontend.extended("insert into t values (1)"), Frontend.sync)
        session.server(
            Backend.parsed, Backend.bound, Backend.complete("INSERT 0 1"), Backend.error("23503"), Backend.ready())
        try session.expect(Counted("insert into t values (1)", rows: 1))
    }

    @Test func `A Sync with a body is one Sync, however it comes`() throws {
        var session = Transcript()
        session.client(Frontend.message("S", [1, 2, 3, 4, 5, 6, 7, 8]))
        session.server(Backend.error("08P01"), Backend.ready())
        session.client(Frontend.query("select 1"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("select 1", rows: 1))
    }

    @Test func `A ReadyForQuery after skipped messages ends the skipping`() throws {
        var session = Transcript()
        session.client(Frontend.extended("copy t from stdin"), Frontend.flush)
        session.server(Backend.parsed, Backend.bound, Backend.copyIn)
        // The Sync crosses the error: the server reads it after it has left copy mode.
        session.client(Frontend.copyData("x\n"), Frontend.sync)
        session.server(Backend.error("22P02"), Backend.ready())
        session.client(Frontend.query("select 1"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("copy t from stdin", "22P02"), Counted("select 1", rows: 1))
    }
}
