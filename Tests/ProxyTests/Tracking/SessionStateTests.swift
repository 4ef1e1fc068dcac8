import SQLText
import TestSupport
import Testing

/// What SQL does to a session's names and settings.
@Suite struct SessionStateTests {
    private func simple(_ session: inout Transcript, _ sql: String, _ tag: String) {
        session.client(Frontend.query(sql))
        session.server(Backend.complete(tag), Backend.ready("T"))
    }

    @Test func `EXECUTE counts for the prepared text`() throws {
        var session = Transcript()
        simple(&session, "prepare a (int) as select b from t where c = $1", "PREPARE")
        simple(&session, "execute a (1)", "SELECT 3")
        simple(&session, "EXECUTE A (2)", "SELECT 4")
        session.client(Frontend.bind("a", ["3"]), Frontend.execute(), Frontend.sync)
        session.server(Backend.bound, Backend.complete("SELECT 5"), Backend.ready())
        simple(&session, "deallocate a", "DEALLOCATE")
        session.client(Frontend.query("execute a (1)"))
        session.server(Backend.error("26000"), Backend.ready())
        try session.expect(
            Counted("prepare a (int) as select b from t where c = $1"),
            Counted("select b from t where c = $1", calls: 3, rows: 12), Counted("deallocate a"),
            Counted("execute a (1)", "26000"))
    }

    @Test func `EXECUTE counts for a statement of the protocol too`() throws {
        var session = Transcript()
        session.client(Frontend.parse("select b from t", name: "Mixed"), Frontend.sync)
        session.server(Backend.parsed, Backend.ready())
        simple(&session, "execute \"Mixed\"", "SELECT 2")
        try session.expect(Counted("select b from t", rows: 2))
    }

    @Test func `FETCH counts for the cursor's query`() throws {
        var session = Transcript()
        simple(&session, "begin", "BEGIN")
        simple(&session, "declare c cursor for select b from t", "DECLARE CURSOR")
        simple(&session, "fetch 2 from c", "FETCH 2")
        simple(&session, "fetch all in c", "FETCH 7")
        simple(&session, "close c", "CLOSE CURSOR")
        session.client(Frontend.query("fetch 1 from c"))
        session.server(Backend.error("34000"), Backend.ready("E"))
        try session.expect(
            Counted("begin"), Counted("declare c cursor for select b from t"),
            Counted("select b from t", calls: 2, rows: 9), Counted("close c"), Counted("fetch 1 from c", "34000"))
    }

    @Test(arguments: [
        ("discard all", true), ("deallocate all", true), ("discard temp", false), ("discard plans", false),
    ])
    func `What forgets prepared statements`(sql: String, forgets: Bool) throws {
        var session = Transcript()
        session.client(Frontend.parse("select b from t", name: "a"), Frontend.sync)
        session.server(Backend.parsed, Backend.ready())
        simple(&session, sql, sql.uppercased())
        session.client(Frontend.bind("a"), Frontend.execute(), Frontend.sync)
        if forgets {
            session.server(Backend.error("26000"), Backend.ready())
            try session.expect(Counted(sql), Counted(nil, "26000"))
        } else {
            session.server(Backend.bound, Backend.complete("SELECT 1"), Backend.ready())
            try session.expect(Counted(sql), Counted("select b from t", rows: 1))
        }
    }

    @Test func `The application's name is followed`() throws {
        var session = Transcript()
        simple(&session, "select 1", "SELECT 1")
        session.client(Frontend.query("set application_name = 'b'; select 1"))
        session.server(
            Backend.complete("SET"), Backend.complete("SELECT 1"), Backend.parameter("application_name", "b"),
            Backend.ready())
        simple(&session, "select 1", "SELECT 1")
        try session.expect(
            Counted("select 1", calls: 2, rows: 2), Counted("set application_name = 'b'"),
            Counted("select 1", rows: 1, application: "b"))
    }

    @Test func `A session that names itself anew all the time ends in (other)`() throws {
        var session = Transcript()
        for number in 0..<100 {
            session.client(Frontend.query("select 1"))
            session.server(
                Backend.complete("SELECT 1"), Backend.parameter("application_name", "name \(number)"), Backend.ready())
        }
        let known = (0..<64).map { Counted("select 1", rows: 1, application: "name \($0)") }
        let loop =
            [Counted("select 1", rows: 1)] + known + [Counted("select 1", calls: 35, rows: 35, application: "(other)")]
        try session.expect(all: loop)
    }

    @Test func `SJIS carries backslashes and quotes in its characters`() throws {
        // 0x95 0x5c is one character whose second byte is a backslash.
        let text: [UInt8] = Array("select '".utf8) + [0x95, 0x5c] + Array("'; delete from t".utf8)
        var session = Transcript()
        session.server(
            Backend.parameter("client_encoding", "SJIS"), Backend.parameter("standard_conforming_strings", "off"))
        session.client(Frontend.message("Q", text + [0]))
        session.server(Backend.complete("SELECT 1"), Backend.complete("DELETE 1"), Backend.ready())
        try session.expect(Counted("select 'a'", rows: 1), Counted("delete from t", rows: 1))
    }

    @Test func `Standard_conforming_strings decides where a string ends`() throws {
        var session = Transcript()
        session.client(Frontend.query(#"select '\'; delete from t"#))
        session.server(Backend.complete("SELECT 1"), Backend.complete("DELETE 1"), Backend.ready())
        session.client(Frontend.query("set standard_conforming_strings = off"))
        session.server(
            Backend.complete("SET"), Backend.parameter("standard_conforming_strings", "off"), Backend.ready())
        session.client(Frontend.query(#"select '\'; delete from t'"#))
        session.server(Backend.complete("SELECT 1"), Backend.ready())
        try session.expect(
            Counted("select ''", calls: 2, rows: 2), Counted("delete from t", rows: 1),
            Counted("set standard_conforming_strings = off"))
    }
}
