import Observations

/// Prints an answer as comma-separated values (RFC 4180, but lines end with LF, as text does on this system): names of
/// columns, then raw values.
struct CSVPrinter {
    let result: QueryResult
    let options: PrintOptions

    func print() -> String {
        let schema = result.plan.schema
        var names = result.plan.dimensions.map { schema.columns[$0].name }
        let figures = result.plan.figures
        names += figures.map(\.name)
        if result.hasSQL(options) { names.append("sql") }
        var text = line(names)
        for row in result.rows {
            var fields = zip(row.keys, result.plan.dimensions).map { ValueText.plain($0, schema.columns[$1]) }
            fields += figures.map { String($0.value(row.figures)) }
            if result.hasSQL(options) { fields.append(result.sql(of: row, options) ?? "") }
            text += line(fields)
        }
        return text
    }

    private func line(_ fields: [String]) -> String {
        CSVLine.text(options.isTerminal ? fields.map { TerminalText.escaped($0) } : fields)
    }
}
