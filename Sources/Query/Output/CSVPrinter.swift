import Observations

/// Prints an answer as comma-separated values (RFC 4180, but lines end with LF, as text does on this system): names of
/// columns, then raw values.
struct CSVPrinter {
    let result: QueryResult
    let options: PrintOptions

    func print() -> String {
        let schema = result.plan.schema
        var names = result.plan.dimensions.map { schema.columns[$0].name }
        names += result.plan.measures.map { $0.name(in: schema) }
        if result.hasSQL(options) { names.append("sql") }
        var text = line(names)
        for row in result.rows {
            var fields = zip(row.keys, result.plan.dimensions).map { ValueText.plain($0, schema.columns[$1]) }
            fields += row.figures.map { String($0) }
            if result.hasSQL(options) { fields.append(result.sql(of: row, options) ?? "") }
            text += line(fields)
        }
        return text
    }

    private func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

    private func quoted(_ text: String) -> String {
        let field = options.isTerminal ? TerminalText.escaped(text) : text
        guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }) else { return field }
        var quoted = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
