import TestSupport
import Testing

/// A portal is one call, in however many parts its rows are fetched.
@Suite struct PortalTests {
    private func opened(_ portal: String = "p", _ state: Character = "T") -> Transcript {
        var session = Transcript()
        session.client(
            Frontend.parse("select a from t"), Frontend.bind(portal: portal), Frontend.execute(portal, rows: 2),
            Frontend.sync)
        session.server(
            Backend.parsed, Backend.bound, Backend.row("1"), Backend.row("2"), Backend.suspended, Backend.ready(state))
        return session
    }

    @Test func `Rows of suspended fetches are added`() throws {
        var session = opened()
        session.client(Frontend.execute("p", rows: 2), Frontend.sync)
        session.server(Backend.row("3"), Backend.row("4"), Backend.suspended, Backend.ready("T"))
        session.client(Frontend.execute("p", rows: 2), Frontend.sync)
        session.server(Backend.row("5"), Backend.complete("SELECT 1"), Backend.ready("T"))
        try session.expect(Counted("select a from t", rows: 5))
    }

    @Test(arguments: ["p", ""])
    func `A portal dies with its transaction and counts what was fetched`(name: String) throws {
        var session = opened(name)
        session.client(Frontend.query("commit"))
        session.server(Backend.complete("COMMIT"), Backend.ready("I"))
        try session.expect(Counted("select a from t", rows: 2), Counted("commit"))
    }

    @Test func `A portal that is closed counts what was fetched`() throws {
        var session = opened()
        session.client(Frontend.close("P", "p"), Frontend.sync)
        session.server(Backend.closed, Backend.ready("T"))
        session.client(Frontend.query("commit"))
        session.server(Backend.complete("COMMIT"), Backend.ready("I"))
        try session.expect(Counted("select a from t", rows: 2), Counted("commit"))
    }

    @Test func `The unnamed portal counts when another takes its place`() throws {
        var session = opened("")
        session.client(Frontend.extended("select 1"), Frontend.sync)
        session.server(Backend.parsed, Backend.bound, Backend.complete("SELECT 1"), Backend.ready("T"))
        try session.expect(Counted("select a from t", rows: 2), Counted("select 1", rows: 1))
    }

    @Test func `The end of the session ends portals`() throws {
        try opened().expect(Counted("select a from t", rows: 2))
    }

    @Test func `A portal that fails later is one failed call`() throws {
        var session = opened()
        session.client(Frontend.execute("p", rows: 2), Frontend.sync)
        session.server(Backend.row("3"), Backend.error("22012"), Backend.ready("E"))
        session.client(Frontend.query("rollback"))
        session.server(Backend.complete("ROLLBACK"), Backend.ready("I"))
        try session.expect(Counted("select a from t", "22012"), Counted("rollback"))
    }

    @Test func `A portal that is executed again after its end is no further call`() throws {
        var session = Transcript()
        session.client(
            Frontend.parse("select a from t"), Frontend.bind(portal: "p"), Frontend.execute("p"), Frontend.execute("p"),
            Frontend.sync)
        session.server(
            Backend.parsed, Backend.bound, Backend.row("1"), Backend.complete("SELECT 1"),
            Backend.complete("SELECT 0"), Backend.ready("T"))
        session.client(Frontend.query("commit"))
        session.server(Backend.complete("COMMIT"), Backend.ready("I"))
        try session.expect(Counted("select a from t", rows: 1), Counted("commit"))
    }

    @Test func `Two portals of one statement are two calls`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select a from t", name: "s"))
        for portal in ["p", "q"] {
            session.client(Frontend.bind("s", portal: portal), Frontend.execute(portal, rows: 1))
        }
        session.client(Frontend.sync)
        session.server(Backend.parsed)
        for _ in 0..<2 { session.server(Backend.bound, Backend.row("1"), Backend.suspended) }
        session.server(Backend.ready("T"))
        session.client(Frontend.execute("q"), Frontend.execute("p"), Frontend.sync)
        session.server(Backend.complete("SELECT 5"), Backend.complete("SELECT 7"), Backend.ready("T"))
        try session.expect(Counted("select a from t", calls: 2, rows: 14))
    }

    @Test func `An unknown portal is a failed call of something unknown`() throws {
        var session = Transcript()
        session.client(Frontend.execute("none"), Frontend.sync)
        session.server(Backend.error("34000"), Backend.ready())
        try session.expect(Counted(nil, "34000"))
    }
}
