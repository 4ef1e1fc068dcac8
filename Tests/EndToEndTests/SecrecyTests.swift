import Platform
import TestSupport
import Testing

/// What must not be on disk.
@Suite struct SecrecyTests {
    private let marker = "q7xMarker"

    /// Whether a text stands in any file of a folder.
    private func stands(_ text: String, in folder: String) throws -> Bool {
        try ChildProcess.run(["grep", "-rqaiF", text, folder]).status == 0
    }

    /// Sends the marker wherever a client can put a literal.
    private func sendLiterals(_ client: RawClient) throws {
        try client.query("create temp table hidden (a text, b numeric)")
        for text in [
            "select '\(marker)', 424242991", "select E'\(marker)\\n', U&'\(marker)', B'1011', X'42'",
            "select $$\(marker)$$, $tag$\(marker)$tag$", "select 1 -- \(marker)",
            "/* \(marker) */ select 2 /*+ \(marker) */",
            "/*app='\(marker)'*/ select 3", "select '\(marker)", "selec '\(marker)'", "select 1/0, '\(marker)'",
            "insert into hidden values ('\(marker)', 424242991), ('x\(marker)', -424242991.5e3)",
            "do $$ begin perform '\(marker)'; end $$", "prepare p as select '\(marker)', $1", "execute p ('\(marker)')",
            "declare c cursor with hold for select '\(marker)'", "set search_path = '\(marker)'",
            "select * from hidden where a in ('\(marker)', '\(marker)2') or b between 424242991 and 424242992",
        ] {
            try client.query(text)
        }
        try client.synced(Frontend.extended("select $1, '\(marker)'", [marker]))
        try client.synced(Frontend.extended("selec $1, '\(marker)'", [marker]))
        try client.send(Frontend.query("copy hidden (a) from stdin"))
        _ = try client.until("G")
        try client.send(Frontend.copyData("\(marker)\n") + Frontend.copyDone)
        _ = try client.untilReady()
        try client.query(String(repeating: " ", count: 70_000) + "select '\(marker)'")
    }

    @Test func `capture fingerprint keeps no literal`() throws {
        let sensor = try SensorProcess(capture: "fingerprint")
        try sendLiterals(try sensor.client())
        let statements = try sensor.keddah("statements", "-e", "json")
        #expect(statements.output.contains("hidden"))
        #expect(!statements.output.contains(marker))
        #expect(!statements.output.contains("424242991"))
        #expect(try sensor.stop().status == 0)
        #expect(try stands("hidden", in: sensor.store))
        #expect(try !stands(marker, in: sensor.store))
        #expect(try !stands("424242991", in: sensor.store))
        #expect(!sensor.process.errors.contains(marker))
    }

    @Test func `capture text keeps samples, so that the search above would find them`() throws {
        let sensor = try SensorProcess(capture: "text")
        try sendLiterals(try sensor.client())
        #expect(try sensor.stop().status == 0)
        #expect(try stands(marker, in: sensor.store))
    }

    @Test func `capture parameters keeps the values of Bind`() throws {
        let sensor = try SensorProcess(capture: "parameters")
        try sensor.client().synced(Frontend.extended("select $1 as bound", [marker]))
        #expect(try sensor.stop().status == 0)
        #expect(try stands(marker, in: sensor.store))
    }
}
