import Observations
import Testing

@testable import Query

@Suite struct JSONPrinterTests {
    @Test func theFrameIsGoProbes() throws {
        let text = try PrintedAnswers.statementsAnswer {
            $0.format = .json
            $0.condition = "user = ann"
        }.printed(PrintedAnswers.optionsWithSQL)
        let parts = [
            #"{"hostname":"db1","status":{"code":"ok"},"#,
            #""summary":{"table":"statements","time_first":"2016-02-25T19:29:35Z","time_last":"2016-02-26T07:44:35Z","#,
            #""totals":{"calls":1234,"duration":3600090,"p95":9000,"errors":7},"timings":{"query_duration":17000},"#,
            #""hits":{"displayed":2,"total":2},"data_available":true,"#,
            #""stats":{"blocks":3,"blocks_skipped":4,"blocks_damaged":0,"rows_read":1000,"rows_selected":900,"#,
            #""bytes_read":4096,"threads":1}},"#,
            #""query":{"from":"statements","attributes":["time","fingerprint","application","latency"],"#,
            #""counters":["calls","duration","p95","errors"],"condition":"user = ann","limit":1000000000,"#,
            #""sort_by":"calls","ascending":false},"#,
            #""rows":[{"labels":{"time":"2016-02-25T19:29:00Z"},"attributes":{"fingerprint":"00000000000000ff","#,
            #""application":"psql \"x\", \u001b[31m","latency":1145,"sql":"select \"a\"\nfrom t where b = $1"},"#,
            #""counters":{"calls":1200,"duration":3600000,"p95":9000,"errors":7}},"#,
            #"{"labels":{"time":"2016-02-25T19:30:00Z"},"attributes":{"fingerprint":"ab54a98ceb1f0ad2","#,
            #""application":"","latency":0,"sql":null},"counters":{"calls":34,"duration":90,"p95":2,"errors":0}}]}"#,
        ]
        #expect(text == parts.joined() + "\n")
    }

    @Test func emptyAnswersHaveACode() throws {
        let plan = try PrintedAnswers.statementsAnswer { $0.format = .json }.plan
        let empty = PrintedAnswers.result(plan, [], groups: 0, totals: [0, 0, 0, 0])
        #expect(empty.printed(PrintedAnswers.options).contains(#""status":{"code":"empty","message":"no rows match"}"#))
        let missing = PrintedAnswers.result(plan, [], groups: 0, totals: [0, 0, 0, 0], hasData: false)
        #expect(missing.printed(PrintedAnswers.options).contains(#""code":"missing data""#))
        #expect(missing.printed(PrintedAnswers.options).contains(#""data_available":false"#))
    }

    @Test func addressesAndPlainNumbers() throws {
        let plan = try PrintedAnswers.plan("sip,dport,bytes_sent", table: flows) { $0.format = .json }
        let row = QueryResult.Row(keys: [.address(.init(v4: 0x0a00_0001)), .unsigned(443)], figures: [7])
        let text = PrintedAnswers.result(plan, [row], groups: 1, totals: [7]).printed(PrintedAnswers.options)
        #expect(text.contains(#""labels":{},"attributes":{"sip":"10.0.0.1","dport":443},"counters":{"bytes_sent":7}"#))
        #expect(text.contains(#""sort_by":"bytes""#))
    }
}
