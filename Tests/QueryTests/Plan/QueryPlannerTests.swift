import Observations
import Testing

@testable import Query

@Suite struct QueryPlannerTests {
    private static let now: Int64 = 1_772_047_775

    private func plan(
        _ columns: String, table: String? = nil, tables: [TableSchema] = TableSchema.all, present: [String] = [],
        _ change: (inout QueryArguments) -> Void = { _ in }
    ) throws -> QueryPlan {
        var arguments = QueryArguments(columns: columns, table: table)
        change(&arguments)
        return try arguments.plan(now: Self.now, zone: .utc, tables: tables, present: present)
    }

    private func message(_ columns: String, _ change: (inout QueryArguments) -> Void = { _ in }) -> String {
        do {
            _ = try plan(columns, change)
            return ""
        } catch {
            return (error as? QueryError)?.message ?? ""
        }
    }

    private func names(_ plan: QueryPlan) -> [String] {
        plan.dimensions.map { plan.schema.columns[$0].name } + plan.measures.map { $0.name(in: plan.schema) }
    }

    @Test func theTableFollowsFromTheColumns() throws {
        #expect(try plan("user,fingerprint").schema.name == "statements")
        #expect(try plan("user,client_port").schema.name == "sessions")
        #expect(try plan("user").schema.name == "statements")
        #expect(try plan("user") { $0.condition = "tls = on" }.schema.name == "sessions")
        #expect(try plan("user", table: "SESSIONS").schema.name == "sessions")
        #expect(try plan("sip").schema.name == "flows")
    }

    @Test func `Among the tables that fit, one that the store has rows of comes first`() throws {
        #expect(try plan("raw").schema.name == "statements")
        #expect(try plan("raw", present: ["flows"]).schema.name == "flows")
        #expect(try plan("time", present: ["flows", "incidents"]).schema.name == "flows")
        #expect(try plan("user", present: ["flows", "sessions"]).schema.name == "sessions")
        #expect(try plan("user,fingerprint", present: ["flows"]).schema.name == "statements")
        #expect(try plan("user", table: "statements", present: ["sessions"]).schema.name == "statements")
    }

    @Test func `An unknown column is said of the table that has most of them`() {
        #expect(message("sip,dpi") == "flows has no column 'dpi': did you mean 'dip'?")
        #expect(message("usr") { $0.interfaces = "eth0" }.hasPrefix("flows has no column 'usr'"))
        #expect(message("client_port,tsl") == "sessions has no column 'tsl': did you mean 'tls'?")
    }

    @Test func `Over time all rows are shown, unless a number is given`() throws {
        #expect(try plan("user").limit == 1000)
        #expect(try plan("time,user").limit == 1_000_000_000)
        #expect(try plan("raw") { $0.limitOverTime = 5000 }.limit == 5000)
        #expect(try plan("time,user") { $0.limit = 7 }.limit == 7)
    }

    @Test func `The time of a query begins when its arguments are read`() throws {
        #expect(try plan("user").deadline == nil)
        let late = try plan("user") { $0.timeout = .zero }
        #expect(try #require(late.deadline) <= .now)
        #expect(!MemoryBudget(plan: late).mayGoOn)
    }

    @Test func `What could harm a terminal is escaped in messages`() {
        #expect(message("\u{1b}[2Jx").contains("'\\u{1b}[2Jx'"))
        #expect(message("user") { $0.first = "\u{9b}1m" }.contains("\\u{9b}1m"))
        #expect(message("user") { $0.condition = "usr = '\u{1b}'" }.contains("'\\u{1b}'"))
        #expect(message("user") { $0.condition = "\u{7}\u{7} = 1" }.hasPrefix("statements has no column '\\u{7}"))
        #expect(message(String(repeating: "x", count: 100_000)).count < 7000)
    }

    @Test func columnsAreDimensionsAndFigures() throws {
        #expect(names(try plan("FP, Database,calls,p95,db")) == ["fingerprint", "database", "calls", "p95"])
        #expect(
            names(try plan("user", table: "statements"))
                == ["user", "calls", "rows", "bytes_in", "bytes_out", "duration", "mean", "p50", "p95", "p99"])
        #expect(names(try plan("tls")) == ["tls", "count", "statements", "bytes_in", "bytes_out", "duration", "mean"])
        #expect(names(try plan("raw", table: "statements")).prefix(3) == ["time", "sensor", "proxy"])
        #expect(try plan("raw", table: "statements").dimensions.count == 11)
        let conversation = try plan("talk_conv", tables: [flows])
        #expect(names(conversation).prefix(2) == ["sip", "dip"])
        #expect(names(try plan("agg_talk_port", tables: [flows])).prefix(4) == ["sip", "dip", "dport", "proto"])
    }

    @Test func defaultsOfTime() throws {
        #expect(try plan("user").range == UInt64(Self.now - 30 * 86_400)...UInt64(Self.now))
        #expect(try plan("time,user").range == UInt64(Self.now - 86_400)...UInt64(Self.now))
        let past = try plan("user") { $0.last = "2026-01-01" }
        #expect(past.range.upperBound == 1_767_225_600)
        #expect(past.range.lowerBound == 1_767_225_600 - 30 * 86_400)
    }

    @Test func defaultsOfOrder() throws {
        #expect(try plan("fingerprint").sortKey == .measure(.counter(11)))
        #expect(try !plan("fingerprint").isAscending)
        #expect(try plan("time,user").sortKey == .time)
        #expect(try plan("time,user").isAscending)
        #expect(try plan("time,user") { $0.sortBy = "time" }.isAscending)
        #expect(try !plan("time,user") { $0.sortBy = "calls" }.isAscending)
        #expect(try plan("sip", tables: [flows]).sortKey == .counters([10, 11]))
        #expect(try plan("sip", tables: [flows]) { $0.sortBy = "packets" }.sortKey == .counters([8, 9]))
        #expect(try plan("user") { $0.sortBy = "Bytes" }.sortKey == .counters([13, 14]))
        #expect(try plan("user") { $0.sortBy = "p95" }.sortKey == .measure(.percentile(95)))
        #expect(try plan("user") { $0.sortBy = "errors" }.sortKey == .measure(.errors))
    }

    @Test func theStatementsCommand() throws {
        let plan = try QueryArguments.statements(by: ["user", "fingerprint"]).plan(now: Self.now, zone: .utc)
        #expect(
            names(plan) == ["fingerprint", "user", "calls", "duration", "mean", "p95", "p99", "rows", "errors"])
        #expect(plan.sortKey == .measure(.counter(15)))
    }

    @Test func mistakesSayWhatIsExpected() {
        #expect(message("usr") == "statements has no column 'usr': did you mean 'user'?")
        #expect(message("user,,calls").hasPrefix("a column's name is missing in 'user,,calls'"))
        #expect(message("").hasPrefix("a column's name is missing"))
        #expect(
            message("user") { $0.table = "statement" } == "there is no table 'statement': did you mean 'statements'?")
        #expect(
            message("user") { $0.table = "xyzzy" }
                == "there is no table 'xyzzy': there are statements, sessions, flows, incidents, ports")
        #expect(message("user") { $0.limit = 0 } == "the number of rows must be at least 1")
        #expect(message("user") { $0.threads = -1 } == "the number of threads must not be negative")
        #expect(message("user") { $0.sortBy = "time" } == "rows can be sorted by time only when time is a column")
        #expect(
            message("user") { $0.sortBy = "packets" }.hasPrefix("rows cannot be sorted by 'packets': there are time, "))
        #expect(message("user") { $0.first = "soon" }.hasPrefix("'soon' is no time: "))
        #expect(
            message("user") {
                $0.first = "2026-02-02"
                $0.last = "2026-02-01"
            } == "the time range ends before it begins: 2026-02-02 00:00:00 to 2026-02-01 00:00:00")
        #expect(message("user") { $0.first = "now" }.isEmpty)
        #expect(
            message("user") { $0.condition = "usr = 5" } == """
                statements has no column 'usr': did you mean 'user'?
                  usr = 5
                  ^
                """)
    }

    @Test func formatsByName() {
        #expect(OutputFormat(name: "txt") == .text)
        #expect(OutputFormat(name: "JSON") == .json)
        #expect(OutputFormat(name: "influxdb") == nil)
    }
}
