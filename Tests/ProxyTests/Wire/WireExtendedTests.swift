import TestSupport
import Testing

@testable import Proxy

/// Prepared statements, portals, parameters and function calls.
@Suite struct WireExtendedTests {
    @Test("wire 38: the unnamed statement and portal are replaced, a failed Parse leaves none")
    func wire38Unnamed() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.parse("select 1 as old") + Frontend.extended("select 2 as new") + Frontend.bind()
                + Frontend.bind() + Frontend.execute() + Frontend.sync + Frontend.parse("selec") + Frontend.sync
                + Frontend.bind() + Frontend.sync + Frontend.parse("select 3 as old") + Frontend.sync
                + Frontend.query("select 4 as simple") + Frontend.bind() + Frontend.execute() + Frontend.sync)
        #expect(answers.types == "112DC22DCZ" + "EZ" + "EZ" + "1Z" + "TDCZ" + "EZ")
        #expect(answers.rows == [["2"], ["2"], ["4"]])
        let observed = proxy.observed()
        #expect(["select 1 as old", "select 2 as new", "select 4 as simple"].map(observed.calls) == [0, 2, 1])
        #expect(observed.states["26000"] == 2)
    }

    @Test("wire 38: a name that is taken stays what it was; closing what is unknown is no error")
    func wire38Names() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.parse("select 1 as kept", name: "s") + Frontend.sync
                + Frontend.parse("select 2 as other", name: "s")
                + Frontend.sync + Frontend.bind("s", portal: "p") + Frontend.execute("p")
                + Frontend.bind("s", portal: "p")
                + Frontend.sync + Frontend.close("S", "s") + Frontend.close("S", "s") + Frontend.close("P", "none")
                + Frontend.close("S") + Frontend.close("P") + Frontend.sync + Frontend.bind("s") + Frontend.sync)
        #expect(answers.types == "1Z" + "EZ" + "2DCEZ" + "33333Z" + "EZ")
        #expect(answers.filter { $0.type == "E" }.map { $0.field("C") } == ["42P05", "42P03", "26000"])
        #expect(proxy.observed().calls("select 1 as kept") == 2)
    }

    @Test("wire 39: a limited Execute suspends its portal, which dies with its transaction")
    func wire39Portals() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.query("begin") + Frontend.parse("select generate_series(1, 10) as part", name: "s")
                + Frontend.bind("s", portal: "p") + Frontend.execute("p", rows: 4) + Frontend.sync
                + Frontend.bind("s") + Frontend.execute(rows: 1) + Frontend.execute("p", rows: 4) + Frontend.sync
                + Frontend.query("commit") + Frontend.execute("p") + Frontend.sync
                // Without a transaction block Sync ends it.
                + Frontend.bind("s", portal: "q") + Frontend.execute("q", rows: 3) + Frontend.sync
                + Frontend.execute("q", rows: 3) + Frontend.sync)
        #expect(answers.types == "CZ" + "12DDDDsZ" + "2DsDDDDsZ" + "CZ" + "EZ" + "2DDDsZ" + "EZ")
        #expect(answers.filter { $0.type == "E" }.map { $0.field("C") } == ["34000", "34000"])
        let observed = proxy.observed()
        #expect(observed.calls("select generate_series(1, 10) as part") == 3)
        #expect(observed.rows("select generate_series(1, 10) as part") == 12)
        #expect(observed.states["34000"] == 2)
    }

    @Test("wire 40: Describe of statements and portals, with and without rows, and rows without columns")
    func wire40Describe() throws {
        let proxy = try RunningProxy()
        let answers = try proxy.answers(
            Frontend.parse("select 1, $1::text") + Frontend.describe("S") + Frontend.bind("", ["x"])
                + Frontend.describe("P") + Frontend.execute() + Frontend.parse("set geqo = on") + Frontend.describe("S")
                + Frontend.bind() + Frontend.describe("P") + Frontend.execute() + Frontend.sync
                + Frontend.parse("select from generate_series(1, 2) as empty") + Frontend.describe("S")
                + Frontend.bind()
                + Frontend.describe("P") + Frontend.execute() + Frontend.describe("S", "none") + Frontend.sync
                + Frontend.query("select from generate_series(1, 3) as empty"))
        #expect(answers.types == "1tT2TDC" + "1tn2nCZ" + "1tT2TDDCEZ" + "TDDDCZ")
        #expect(answers.filter { $0.type == "T" }.map(\.body).suffix(3) == [[0, 0], [0, 0], [0, 0]])
        #expect(proxy.observed().rows("select from generate_series(1, 2) as empty") == 5)
    }

    @Test(
        "wire 41: no format code, one for all or one each; NULL; binary results",
        arguments: [
            ([], [], [Array("7".utf8), Array("-1".utf8), nil]), ([0], [0], [Array("7".utf8), Array("-1".utf8), nil]),
            ([1], [1], [[0, 0, 0, 7], [255, 255, 255, 255], nil]),
            ([1, 0, 1], [0, 1, 1], [[0, 0, 0, 7], Array("-1".utf8), nil]),
        ] as [([UInt16], [UInt16], [[UInt8]?])])
    func wire41Formats(formats: [UInt16], results: [UInt16], values: [[UInt8]?]) throws {
        let proxy = try RunningProxy(capture: .parameters)
        let answers = try proxy.answers(
            Frontend.parse("select $1::int, $2::int, $3::text")
                + Frontend.bind(values, formats: formats, results: results)
                + Frontend.execute() + Frontend.sync)
        #expect(answers.types == "12DCZ")
        let text = ["7", "-1"].map { Array($0.utf8) } as [[UInt8]?]
        let binary = [[0, 0, 0, 7], [255, 255, 255, 255]] as [[UInt8]?]
        let isBinary = results.count == 3 ? results : [UInt16](repeating: results.first ?? 0, count: 3)
        let expected = [isBinary[0] == 1 ? binary[0] : text[0], isBinary[1] == 1 ? binary[1] : text[1], nil]
        #expect(answers.first { $0.type == "D" }?.values == expected)
    }

    @Test("wire 41: 65,535 parameters, with and without their values being kept", arguments: [false, true])
    func wire41MostParameters(isCaptured: Bool) throws {
        let proxy = try RunningProxy(capture: isCaptured ? .parameters : .text)
        let places = (1...65_535).map { "($\($0)::int)" }.joined(separator: ",")
        let answers = try proxy.answers(
            Frontend.extended("select sum(v) from (values \(places)) as t (v)", (1...65_535).map { "\($0)" })
                + Frontend.sync)
        #expect(answers.types == "12DCZ")
        #expect(answers.rows == [["\(65_535 * 65_536 / 2)"]])
        #expect(proxy.observed().states["00000"] == 1)
    }

    @Test("wire 42: a function call is answered, and failed ones do not disturb what follows")
    func wire42FunctionCalls() throws {
        let proxy = try RunningProxy()
        // textlen(text)
        let call = Frontend.functionCall(1_257, ["abc"])
        let answers = try proxy.answers(
            call + Frontend.functionCall(.max, ["x"]) + Frontend.functionCall(1_257, []) + Frontend.query("begin")
                + Frontend.query("select 1/0") + call + Frontend.query("rollback") + call)
        #expect(answers.types == "VZ" + "EZ" + "EZ" + "CZ" + "EZ" + "EZ" + "CZ" + "VZ")
        #expect(answers.first?.body == [0, 0, 0, 1, UInt8(ascii: "3")])
        let observed = proxy.observed()
        #expect(["00000", "25P02", "22012"].map { observed.states[$0] } == [4, 1, 1])
    }
}
