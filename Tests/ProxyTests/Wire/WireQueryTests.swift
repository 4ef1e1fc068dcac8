import TestSupport
import Testing

@testable import Proxy

/// The simple query protocol, pipelines, and the errors in them.
@Suite struct WireQueryTests {
    @Test("wire 33: several statements in one query, with one ReadyForQuery")
    func wire33Several() throws {
        let proxy = try RunningProxy()
        #expect(try proxy.answers(Frontend.query("select 1 as a; select 2 as b;; select 3 as c")).types == "TDCTDCTDCZ")
        let observed = proxy.observed()
        #expect(["select 1 as a", "select 2 as b", "select 3 as c"].map(observed.calls) == [1, 1, 1])
    }

    @Test("wire 33: an error stops the rest of a query and takes back what it did")
    func wire33ErrorStops() throws {
        let proxy = try RunningProxy()
        let text = "create table taken_back (); select 1 as first; select 1/0 as broken; select 3 as never"
        let answers = try proxy.answers(
            Frontend.query(text) + Frontend.query("select to_regclass('taken_back') is null"))
        #expect(answers.types == "CTDCEZTDCZ")
        #expect(answers.rows.last == ["t"])
        let observed = proxy.observed()
        let calls = ["select 1 as first", "select 1/0 as broken", "select 3 as never"].map(observed.calls)
        #expect(calls == [1, 1, 0])
    }

    @Test("wire 33: queries without a statement", arguments: ["", ";", " ;; ", "-- nothing", "/* nothing */"])
    func wire33Empty(text: String) throws {
        let proxy = try RunningProxy()
        #expect(try proxy.answers(Frontend.query(text) + Frontend.query("select 1")).types == "IZTDCZ")
        #expect(proxy.observed().calls("select 1") == 1)
    }

    @Test("wire 34: 10,000 statements ahead without reading")
    func wire34FarAhead() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        let statement = Frontend.extended("select 1 as ahead") + Frontend.sync
        try client.send(Array((0..<10_000).map { _ in statement }.joined()))
        for _ in 0..<10_000 { #expect(try client.untilReady().types == "12DCZ") }
        #expect(proxy.observed(openSessions: 1).calls("select 1 as ahead") == 10_000)
    }

    @Test("wire 34: answers come in the order of the statements, failed ones among them")
    func wire34InOrder() throws {
        let proxy = try RunningProxy()
        let script = (0..<300).flatMap { number in
            Frontend.extended("select \(number) as number, 1/$1::int as quotient", ["\(number % 7)"]) + Frontend.sync
        }
        let answers = try proxy.answers(script)
        #expect(answers.rows.map { $0[0] } == (0..<300).filter { $0 % 7 != 0 }.map { "\($0)" })
        #expect(answers.filter { $0.type == "Z" }.count == 300)
        #expect(answers.filter { $0.type == "E" }.count == 43)
        let observed = proxy.observed()
        #expect(observed.calls("select 1 as number, 1/$1::int as quotient") == 300)
        #expect(observed.states["22012"] == 43)
    }

    @Test("wire 35: after an error the server skips everything up to Sync, a simple query too")
    func wire35Skipping() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.extended("select 1 as before") + Frontend.parse("selec") + Frontend.extended("select 2 as skipped")
                + Frontend.query("select 3 as skipped") + Frontend.functionCall(1_257, ["A"]) + Frontend.flush
                + Frontend.copyDone + Frontend.sync + Frontend.extended("select 4 as behind") + Frontend.sync)
        #expect(answers.types == "12DCEZ12DCZ")
        let observed = proxy.observed()
        let calls = ["select 1 as before", "selec", "select 2 as skipped", "select 4 as behind"].map(observed.calls)
        #expect(calls == [1, 1, 0, 1])
    }

    @Test("wire 35: each Sync has its own ReadyForQuery, and each pipeline its own error")
    func wire35OneReadyEach() throws {
        let proxy = try RunningProxy()
        let failing = Frontend.parse("selec") + Frontend.extended("select 1 as skipped") + Frontend.sync
        let answers = try proxy.answers(Frontend.sync + failing + failing + Frontend.sync + Frontend.sync + failing)
        #expect(answers.types == "ZEZEZZZEZ")
        #expect(proxy.observed().calls("selec") == 3)
    }

    @Test("wire 36: Flush brings answers without a Sync, and an error comes at once without either")
    func wire36Flush() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.send(Frontend.parse("select $1::int as flushed") + Frontend.describe("S") + Frontend.flush)
        #expect(try client.until("T").types == "1tT")
        try client.send(Frontend.bind("", ["1"]) + Frontend.execute() + Frontend.flush)
        #expect(try client.until("C").types == "2DC")
        try client.send(Frontend.parse("selec"))
        #expect(try client.next()?.field("C") == "42601")
        #expect(try client.synced(Frontend.extended("select 1 as skipped")).types == "Z")
        #expect(try client.query("select 1 as after").types == "TDCZ")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select $1::int as flushed") == 1)
        #expect(observed.calls("selec") == 1)
    }

    @Test("wire 37: a ReadyForQuery that a Sync owes is told from one that a query owes")
    func wire37WhoseReady() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.query("select 1 as a") + Frontend.sync + Frontend.query("selec 2") + Frontend.parse("selec 3")
                + Frontend.query("select 4 as never") + Frontend.sync + Frontend.query("select 5 as b")
                + Frontend.functionCall(1_257, ["A"]) + Frontend.sync + Frontend.query("select 6 as c"))
        #expect(answers.types == "TDCZ" + "Z" + "EZ" + "EZ" + "TDCZ" + "VZ" + "Z" + "TDCZ")
        let observed = proxy.observed()
        let texts = ["select 1 as a", "selec 2", "select 4 as never", "select 5 as b", "select 6 as c"]
        // The second and the third of the failed texts have one fingerprint.
        #expect(texts.map(observed.calls) == [1, 2, 0, 1, 1])
    }
}
