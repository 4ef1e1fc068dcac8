import Testing

@testable import Query

@Suite struct CSVPrinterTests {
    private func answer() throws -> QueryResult { try PrintedAnswers.statementsAnswer { $0.format = .csv } }

    @Test func valuesAreRawAndQuotedWhereTheyMustBe() throws {
        #expect(
            try answer().printed(PrintedAnswers.optionsWithSQL)
                == [
                    "time,fingerprint,application,latency,calls,duration,p95,errors,sql",
                    "2016-02-25T19:29:00Z,00000000000000ff,\"psql \"\"x\"\", \u{1b}[31m\",1145,1200,3600000,9000,7,"
                        + "\"select \"\"a\"\"\nfrom t where b = $1\"",
                    "2016-02-25T19:30:00Z,ab54a98ceb1f0ad2,,0,34,90,2,0,", "",
                ].joined(separator: "\n"))
    }

    @Test func terminalsSeeNoControls() throws {
        var options = PrintedAnswers.options
        options.isTerminal = true
        let lines = try answer().printed(options).split(separator: "\n")
        #expect(
            lines[1] == "2016-02-25T19:29:00Z,00000000000000ff,\"psql \"\"x\"\", \\u{1b}[31m\",1145,1200,3600000,9000,7"
        )
        #expect(lines[0] == "time,fingerprint,application,latency,calls,duration,p95,errors")
    }
}
