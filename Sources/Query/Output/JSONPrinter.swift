import Bytes
import Glibc
import Observations

/// Prints an answer as one JSON object with goProbe's frame; durations are whole microseconds, times RFC 3339 in UTC.
struct JSONPrinter {
    let result: QueryResult
    let options: PrintOptions

    private var plan: QueryPlan { result.plan }

    func print() -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("hostname", options.hostname ?? Self.hostname)
            json.key("status")
            json.object(writeStatus)
            json.key("summary")
            json.object(writeSummary)
            json.key("query")
            json.object(writeQuery)
            json.key("rows")
            json.array { json in for row in result.rows { json.object { write(row, to: &$0) } } }
        }
        json.endLine()
        return json.text
    }

    private static var hostname: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func writeStatus(_ json: inout JSONWriter) {
        let status =
            if !result.rows.isEmpty {
                ("ok", "")
            } else if result.covered == nil {
                ("missing data", "there is no data in the time asked")
            } else {
                ("empty", "no rows match")
            }
        json.member("code", status.0)
        if !status.1.isEmpty { json.member("message", status.1) }
    }

    private func writeSummary(_ json: inout JSONWriter) {
        let span = result.covered ?? plan.range
        json.member("table", plan.schema.name)
        if plan.schema.interfaceColumn != nil {
            json.key("interfaces")
            json.array { json in for name in result.interfaces { json.value(name) } }
        }
        json.member("time_first", Timestamp.rfc3339(span.lowerBound))
        json.member("time_last", Timestamp.rfc3339(span.upperBound))
        json.key("totals")
        json.object { writeFigures(result.totals, to: &$0) }
        json.key("timings")
        json.object { $0.member("query_duration", result.statistics.duration) }
        json.key("hits")
        json.object { json in
            json.member("displayed", result.rows.count)
            json.member("total", result.groups)
        }
        json.member("data_available", result.covered != nil)
        json.key("stats")
        json.object(writeStatistics)
    }

    private func writeStatistics(_ json: inout JSONWriter) {
        let statistics = result.statistics
        json.member("blocks", statistics.blocks)
        json.member("blocks_skipped", statistics.blocksSkipped)
        json.member("blocks_damaged", statistics.blocksDamaged)
        if let damage = statistics.firstDamage { json.member("first_damage", damage) }
        json.member("rows_read", statistics.rowsRead)
        json.member("rows_selected", statistics.rowsSelected)
        json.member("bytes_read", statistics.bytesRead)
        json.member("threads", statistics.threads)
    }

    private func writeQuery(_ json: inout JSONWriter) {
        json.member("from", plan.schema.name)
        json.key("attributes")
        json.array { json in for index in plan.dimensions { json.value(plan.schema.columns[index].name) } }
        json.key("counters")
        json.array { json in for figure in plan.figures { json.value(figure.name) } }
        if let condition = plan.conditionText { json.member("condition", condition) }
        json.member("limit", plan.limit)
        json.member("sort_by", plan.sortName)
        json.member("ascending", plan.isAscending)
    }

    private func write(_ row: QueryResult.Row, to json: inout JSONWriter) {
        json.key("labels")
        json.object { writeKeys(row, areLabels: true, to: &$0) }
        json.key("attributes")
        json.object { json in
            writeKeys(row, areLabels: false, to: &json)
            guard result.hasSQL(options) else { return }
            json.key("sql")
            if let sql = result.sql(of: row, options) { json.value(sql) } else { json.null() }
        }
        json.key("counters")
        json.object { writeFigures(row.figures, to: &$0) }
    }

    /// Time is a label, and of flows where they were seen, as in goProbe; everything else is an attribute.
    private func isLabel(_ column: Column) -> Bool {
        column.role == .time || (plan.schema.directions != nil && ["iface", "sensor"].contains(column.name))
    }

    private func writeKeys(_ row: QueryResult.Row, areLabels: Bool, to json: inout JSONWriter) {
        for (value, index) in zip(row.keys, plan.dimensions) {
            let column = plan.schema.columns[index]
            guard isLabel(column) == areLabels else { continue }
            switch (value, column.format) {
            case (.unsigned(let number), .latency): json.member(column.name, ValueText.duration(ofBucket: number))
            case (.unsigned, .timestamp), (.unsigned, .fingerprint), (.unsigned, .ipProtocol), (.text, _),
                (.address, _):
                json.member(column.name, ValueText.plain(value, column))
            case (.unsigned(let number), _): json.member(column.name, number)
            }
        }
    }

    private func writeFigures(_ figures: [UInt64], to json: inout JSONWriter) {
        for figure in plan.figures { json.member(figure.name, figure.value(figures)) }
    }
}
