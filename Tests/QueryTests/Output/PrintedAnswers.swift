import Observations

@testable import Query

/// Answers that printers print: goQuery's own example, and statements with everything that makes printing hard.
enum PrintedAnswers {
    static func plan(_ columns: String, table: TableSchema, _ change: (inout QueryArguments) -> Void) throws
        -> QueryPlan
    {
        var arguments = QueryArguments(columns: columns, table: table.name)
        arguments.first = "2016-02-25 19:29:35"
        arguments.last = "2016-02-26 07:44:35"
        arguments.threads = 1
        change(&arguments)
        return try arguments.plan(now: 1_772_047_775, zone: .utc, tables: [table])
    }

    static func result(
        _ plan: QueryPlan, _ rows: [QueryResult.Row], groups: Int, totals: [UInt64], hasData: Bool = true
    ) -> QueryResult {
        var statistics = QueryStatistics()
        statistics.blocks = 3
        statistics.blocksSkipped = 4
        statistics.rowsRead = 1000
        statistics.rowsSelected = 900
        statistics.bytesRead = 4096
        statistics.duration = 17_000
        return QueryResult(
            plan: plan, rows: rows, groups: groups, totals: totals,
            covered: hasData ? plan.range : nil, statistics: statistics)
    }

    static func flowsAnswer() throws -> QueryResult {
        let plan = try plan("talk_conv", table: flows) { arguments in
            arguments.condition = "dport = 443"
            arguments.limit = 2
        }
        let talker = Value.address(IPAddress("125.167.76.152")!)
        var result = result(
            plan,
            [
                .init(
                    keys: [talker, .address(IPAddress("237.147.182.13")!)],
                    figures: [308_750, 576_810, 18_570_281, 844_660_000]),
                .init(
                    keys: [.address(IPAddress("121.18.119.116")!), talker],
                    figures: [149_810, 813, 207_681_000, 10_108_000]),
            ], groups: 268, totals: [630_680, 692_110, 445_005_000, 896_815_000])
        result.interfaces = ["eth0"]
        return result
    }

    static func statementsAnswer(_ change: @escaping (inout QueryArguments) -> Void = { _ in }) throws -> QueryResult {
        let plan = try plan("time,fingerprint,application,latency,calls,duration,p95,errors", table: .statements) {
            $0.sortBy = "calls"
            change(&$0)
        }
        return result(
            plan,
            [
                .init(
                    keys: [
                        .unsigned(1_456_428_540), .unsigned(0xff), .text("psql \"x\", \u{1b}[31m"),
                        .unsigned(UInt64(LatencyBucket(microseconds: 1200).number)),
                    ], figures: [1200, 3_600_000, 9000, 7]),
                .init(
                    keys: [.unsigned(1_456_428_600), .unsigned(0xab54_a98c_eb1f_0ad2), .text(""), .unsigned(0)],
                    figures: [34, 90, 2, 0]),
            ], groups: 2, totals: [1234, 3_600_090, 9000, 7])
    }

    static var options: PrintOptions {
        var options = PrintOptions()
        options.zone = .utc
        options.hostname = "db1"
        return options
    }

    static var optionsWithSQL: PrintOptions {
        var options = options
        options.normalizedSQL = { $0 == 0xff ? "select \"a\"\nfrom t where b = $1" : nil }
        options.sqlWidth = 20
        return options
    }
}
