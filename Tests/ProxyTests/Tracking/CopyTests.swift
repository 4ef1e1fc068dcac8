import TestSupport
import Testing

/// COPY: what the tracker counts.
@Suite struct CopyTests {
    private func next(_ session: inout Transcript) {
        session.client(Frontend.query("select 1"))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
    }

    @Test func `COPY in counts its rows`() throws {
        var session = Transcript()
        session.client(Frontend.query("copy t from stdin"))
        session.server(Backend.copyIn)
        session.client(Frontend.copyData("1\n2\n"), Frontend.copyData("3\n"), Frontend.copyDone)
        session.server(Backend.complete("COPY 3"), Backend.ready())
        next(&session)
        try session.expect(Counted("copy t from stdin", rows: 3), Counted("select 1", rows: 1))
    }

    @Test func `COPY out counts its rows`() throws {
        var session = Transcript()
        session.client(Frontend.query("copy t to stdout; select 1"))
        session.server(
            Backend.copyOut, Backend.copyData("1\n"), Backend.copyData("2\n"), Backend.copyDone,
            Backend.complete("COPY 2"), Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("copy t to stdout", rows: 2), Counted("select 1", rows: 1))
    }

    @Test func `Two COPYs in one query`() throws {
        var session = Transcript()
        session.client(Frontend.query("copy t from stdin; copy u from stdin"))
        session.server(Backend.copyIn)
        session.client(Frontend.copyData("1\n"), Frontend.copyDone)
        session.server(Backend.complete("COPY 1"), Backend.copyIn)
        session.client(Frontend.copyData("1\n"), Frontend.copyDone)
        session.server(Backend.complete("COPY 5"), Backend.ready())
        next(&session)
        try session.expect(
            Counted("copy t from stdin", rows: 1), Counted("copy u from stdin", rows: 5), Counted("select 1", rows: 1))
    }

    @Test func `The client gives up`() throws {
        var session = Transcript()
        session.client(Frontend.query("copy t from stdin"))
        session.server(Backend.copyIn)
        session.client(Frontend.copyData("1\n"), Frontend.copyFail("enough"))
        session.server(Backend.error("57014"), Backend.ready())
        next(&session)
        try session.expect(Counted("copy t from stdin", "57014"), Counted("select 1", rows: 1))
    }

    @Test func `The server refuses a row while the client still sends`() throws {
        var session = Transcript()
        session.client(Frontend.query("copy t from stdin"))
        session.server(Backend.copyIn)
        session.client(Frontend.copyData("x\n"))
        session.server(Backend.error("22P02"), Backend.ready())
        session.client(Frontend.copyData("y\n"), Frontend.copyData("z\n"), Frontend.copyDone)
        next(&session)
        try session.expect(Counted("copy t from stdin", "22P02"), Counted("select 1", rows: 1))
    }

    @Test func `A Sync in copy mode is swallowed`() throws {
        var session = Transcript()
        session.client(Frontend.extended("copy t from stdin"), Frontend.sync)
        session.server(Backend.parsed, Backend.bound, Backend.copyIn)
        session.client(Frontend.copyData("1\n"), Frontend.flush, Frontend.sync, Frontend.copyDone, Frontend.sync)
        session.server(Backend.complete("COPY 1"), Backend.ready())
        next(&session)
        try session.expect(Counted("copy t from stdin", rows: 1), Counted("select 1", rows: 1))
    }

    @Test func `A failed COPY in the extended protocol skips up to Sync`() throws {
        var session = Transcript()
        session.client(Frontend.extended("copy t from stdin"), Frontend.flush)
        session.server(Backend.parsed, Backend.bound, Backend.copyIn)
        session.client(Frontend.copyData("x\n"), Frontend.copyDone, Frontend.extended("select a, b"), Frontend.sync)
        session.server(Backend.error("22P02"), Backend.ready())
        next(&session)
        try session.expect(Counted("copy t from stdin", "22P02"), Counted("select 1", rows: 1))
    }

    @Test func `The whole COPY is sent ahead`() throws {
        var session = Transcript()
        session.client(
            Frontend.extended("copy t from stdin"), Frontend.copyData("1\n"), Frontend.copyDone, Frontend.sync,
            Frontend.extended("select 1"), Frontend.sync)
        session.server(Backend.parsed, Backend.bound, Backend.copyIn, Backend.complete("COPY 1"), Backend.ready())
        session.server(Backend.parsed, Backend.bound, Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(Counted("copy t from stdin", rows: 1), Counted("select 1", rows: 1))
    }

    @Test func `A replication connection confuses nothing`() throws {
        var session = Transcript()
        session.client(Frontend.query("START_REPLICATION 0/0"))
        session.server(Frontend.message("W", [0, 0, 0]), Backend.copyData("w"), Backend.copyData("w"))
        session.client(Frontend.copyData("r"), Frontend.copyDone)
        session.server(Backend.copyDone, Backend.complete("START_REPLICATION"), Backend.ready())
        next(&session)
        try session.expect(Counted("START_REPLICATION 0/0"), Counted("select 1", rows: 1))
    }

    @Test func `CopyDone out of place is ignored as the server ignores it`() throws {
        var session = Transcript()
        session.client(Frontend.copyDone, Frontend.copyDone, Frontend.copyData("x"))
        next(&session)
        session.client(Frontend.copyFail("x"))
        try session.expect(Counted("select 1", rows: 1))
    }
}
