import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// What is known of statements afterwards.
@Suite struct WireObservationTests {
    @Test("wire 54: a text is recorded with the bytes and the encoding in which it was sent")
    func wire54RawBytes() throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(
            Frontend.startup([("user", "postgres"), ("client_encoding", "LATIN1"), ("application_name", "latin")]))
        _ = try client.untilReady()
        let text = Array("select 'caf".utf8) + [0xe9] + Array("' as drink".utf8)
        try client.send(Frontend.message("Q", text + [0]))
        #expect(try client.untilReady().first { $0.type == "D" }?.values == [Array("caf".utf8) + [0xe9]])
        let found = proxy.observed(openSessions: 1).texts.first { $0.sql == text }
        #expect(found?.encoding == "LATIN1")
        #expect(found?.length == text.count)
    }

    @Test("wire 54: in SJIS a backslash may be half of a character, as the server sees it too")
    func wire54ShiftedCharacters() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("set client_encoding = 'SJIS'")
        try client.query("set standard_conforming_strings = off")
        // 0x95 0x5c is one character whose second byte is a backslash.
        let text: [UInt8] = Array("select '".utf8) + [0x95, 0x5c] + Array("' as shifted; select 2 as behind".utf8)
        try client.send(Frontend.message("Q", text + [0]))
        #expect(try client.untilReady().types == "TDCTDCZ")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select 'a' as shifted") == 1)
        #expect(observed.calls("select 2 as behind") == 1)
    }

    @Test("wire 54: what stands behind a zero byte belongs to no text")
    func wire54ZeroTerminated() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.message("Q", Array("select 1 as visible\0; select 2 as hidden\0".utf8)))
        #expect(try client.untilReady().sqlstate == "08P01")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select 2 as hidden") == 0)
        #expect(observed.texts.allSatisfy { !$0.sql.contains(0) })
    }

    @Test("wire 55: EXECUTE, FETCH and DISCARD count for the statement that they name")
    func wire55Names() throws {
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

    @Test("wire 55: DEALLOCATE, and a name of SQL that the protocol uses and the other way round")
    func wire55SharedNames() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("prepare \"Both\" as select 1 as both")
        #expect(try client.synced(Frontend.bind("Both") + Frontend.execute()).types == "2DCZ")
        #expect(try client.query("deallocate \"Both\"").types == "CZ")
        #expect(try client.synced(Frontend.bind("Both")).sqlstate == "26000")
        try client.synced(Frontend.parse("select 1 as both", name: "Both"))
        #expect(try client.query("execute \"Both\"").types == "TDCZ")
        #expect(try client.query("deallocate all").types == "CZ")
        #expect(try client.query("execute \"Both\"").sqlstate == "26000")
        #expect(proxy.observed(openSessions: 1).calls("select 1 as both") == 2)
    }

    @Test("wire 55: settings are followed, be they set by SET, by set_config or rolled back")
    func wire55Settings() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client(application: "first")
        for text in [
            "select 1 as named", "select set_config('application_name', 'second', false)", "select 1 as named", "begin",
            "set application_name = 'third'", "select 1 as named", "rollback", "select 1 as named",
            "reset application_name",
        ] {
            try client.query(text)
        }
        client.endSending()
        _ = try client.untilEnd()
        let observed = proxy.observed()
        #expect(observed.applications == ["first", "second", "third"])
        #expect(observed.sessions.map(\.dimensions.application) == ["first"])
    }
}
