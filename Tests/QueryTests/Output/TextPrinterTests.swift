import Observations
import Testing

@testable import Query

@Suite struct TextPrinterTests {
    @Test func flowsStandAsInGoQuery() throws {
        #expect(
            try PrintedAnswers.flowsAnswer().printed(PrintedAnswers.options) == """

                                                   packets   packets             bytes      bytes
                             sip             dip        in       out      %         in        out      %
                  125.167.76.152  237.147.182.13  308.75 k  576.81 k  66.95   17.71 MB  805.53 MB  64.33
                  121.18.119.116  125.167.76.152  149.81 k  813.00    11.39  198.06 MB    9.64 MB  16.23
                                                       ...       ...               ...        ...
                                                  630.68 k  692.11 k         424.39 MB  855.27 MB

                         Totals:                              1.32 M                      1.25 GB

                Timespan / Interface : [2016-02-25 19:29:35, 2016-02-26 07:44:35] / eth0
                Sorted by            : accumulated data volume (sent and received)
                Query stats          : 268.00   hits in 17ms
                Conditions:          : dport = 443

                """)
    }

    @Test func statementsHaveDurationsStatisticsAndSQL() throws {
        let text = try PrintedAnswers.statementsAnswer { $0.showsStatistics = true }
            .printed(PrintedAnswers.optionsWithSQL)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        let columns =
            "time       fingerprint           application  latency    calls      %  duration      p95  errors  sql"
        #expect(lines[1] == String(repeating: " ", count: 17) + columns)
        #expect(
            lines[2]
                == "  2016-02-25 19:29:00  00000000000000ff  psql \"x\", \\u{1b}[31m  1.15 ms   1.20 k  97.24"
                + "   3.60  s  9.00 ms  7.00    select \"a\" from t w…")
        #expect(
            lines[3] == "  2016-02-25 19:30:00  ab54a98ceb1f0ad2                        0.00 us  34.00     2.76"
                + "  90.00 us  2.00 us  0.00")
        #expect(lines[5].hasPrefix("              Totals:   "))
        #expect(lines[5].hasSuffix("1.23 k          3.60  s  9.00 ms  7.00"))
        #expect(
            lines[7...] == [
                "Timespan / Table     : [2016-02-25 19:29:35, 2016-02-26 07:44:35] / statements",
                "Sorted by            : accumulated calls", "Query stats          : 2.00   hits in 17ms",
                "Blocks               : 3 read, 4 skipped",
                "Rows                 : 1000 read, 900 selected", "Bytes read           : 4.00 kB",
                "Threads              : 1", "",
            ])
    }

    @Test func sqlFillsTheWidthAndNeverVanishes() throws {
        let answer = try PrintedAnswers.statementsAnswer()
        func row(_ width: Int) -> String {
            var options = PrintedAnswers.optionsWithSQL
            options.width = width
            options.normalizedSQL = { _ in String(repeating: "sql ", count: 100) }
            return answer.printed(options).split(separator: "\n").map { String($0) }[1]
        }
        #expect(row(180).count == 180)
        #expect(row(40) == row(10))
        #expect(row(40).hasSuffix("sql sql sql sql sql sql…"))
    }

    @Test func emptyAnswersSayWhy() throws {
        let plan = try PrintedAnswers.statementsAnswer().plan
        let empty = PrintedAnswers.result(plan, [], groups: 0, totals: [0, 0, 0, 0])
        #expect(empty.printed(PrintedAnswers.options).hasPrefix("\nNo rows match.\n\nTimespan"))
        let missing = PrintedAnswers.result(plan, [], groups: 0, totals: [0, 0, 0, 0], hasData: false)
        #expect(missing.printed(PrintedAnswers.options).hasPrefix("\nThere is no data in the time asked.\n\nTimespan"))
    }

    @Test func totalsAloneHaveNoSecondLine() throws {
        let plan = try PrintedAnswers.plan("calls,errors", table: .statements) { _ in }
        let result = PrintedAnswers.result(
            plan, [.init(keys: [], figures: [5000, 12])], groups: 1, totals: [5000, 12])
        #expect(
            result.printed(PrintedAnswers.options).hasPrefix(
                "\n   calls       %   errors\n  5.00 k  100.00  12.00\n\nTime"))
    }

    @Test func damageIsReported() throws {
        let answer = try PrintedAnswers.statementsAnswer()
        var statistics = answer.statistics
        statistics.blocksDamaged = 2
        statistics.firstDamage = "bad\u{7}checksum"
        let result = QueryResult(
            plan: answer.plan, rows: answer.rows, groups: 2, totals: answer.totals, covered: answer.covered,
            statistics: statistics)
        let lines = result.printed(PrintedAnswers.options).split(separator: "\n")
        #expect(lines.last == "Damaged              : 2 blocks are missing from this answer: bad\\u{7}checksum")
    }
}
