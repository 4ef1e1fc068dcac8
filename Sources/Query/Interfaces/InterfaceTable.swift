import Bytes
import ColumnStore
public import Observations

/// Prints interfaces and their sums: goQuery's `list`.
public struct InterfaceTable {
    private let entries: [SummaryEntry]
    private let schema: TableSchema
    private let zone: TimeZoneRule

    /// A table of the interfaces that a selection names, or of all.
    /// - Throws: `QueryError` for a name that the store does not have.
    public init(
        _ summary: InterfaceSummary, of schema: TableSchema = .flows, selection: InterfaceSelection? = nil,
        zone: TimeZoneRule = .local
    ) throws(QueryError) {
        let known = summary.entries.map(\.name)
        let names = try selection?.names(among: known) { () throws(QueryError) in known } ?? known
        entries = summary.entries.filter { names.contains($0.name) }
        self.schema = schema
        self.zone = zone
    }

    private var counters: [Column] { schema.counters.map { schema.columns[$0] } }

    private var total: SummaryEntry {
        entries.reduce(into: SummaryEntry(name: "", counters: counters.count)) { $0.add($1) }
    }

    /// The table in a format, ending with a line feed.
    public func printed(_ format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json
        case .csv: csv
        }
    }

    private var text: String {
        guard !entries.isEmpty else { return "\nThere are no flows.\n" }
        let rows = entries + [total]
        var table = TextTable()
        table.columns = [TextTable.TableColumn(name: "iface", cells: cells(rows) { TerminalText.escaped($0.name) })]
        for (index, column) in counters.enumerated() {
            let name = CounterName(column.name)
            let short = ["rcvd": "in", "sent": "out"][name.direction] ?? name.direction ?? ""
            table.columns.append(
                TextTable.TableColumn(
                    top: name.group, name: short,
                    cells: cells(rows) { HumanNumber.figure($0.sums[index], column.format) }))
        }
        table.columns += [
            TextTable.TableColumn(name: "flows", cells: cells(rows) { HumanNumber.count(UInt64($0.rows)) }),
            TextTable.TableColumn(name: "first", cells: cells(rows) { Timestamp.text($0.firstTime, zone: zone) }),
            TextTable.TableColumn(name: "last", cells: cells(rows) { Timestamp.text($0.lastTime, zone: zone) }),
        ]
        table.columns[0].cells[rows.count] = "Totals:"
        return (["" as String] + table.lines).joined(separator: "\n") + "\n"
    }

    /// A cell a row, and an empty one above the totals.
    private func cells(_ rows: [SummaryEntry], _ cell: (SummaryEntry) -> String) -> [String] {
        var cells = rows.map(cell)
        cells.insert("", at: rows.count - 1)
        return cells
    }

    private var json: String {
        var json = JSONWriter()
        json.object { json in
            json.key("totals")
            json.object { write(total, to: &$0) }
            json.key("interfaces")
            json.array { json in
                for entry in entries {
                    json.object { json in
                        json.member("iface", entry.name)
                        write(entry, to: &json)
                    }
                }
            }
        }
        json.endLine()
        return json.text
    }

    private func write(_ entry: SummaryEntry, to json: inout JSONWriter) {
        for (column, sum) in zip(counters, entry.sums) { json.member(column.name, sum) }
        json.member("flows", entry.rows)
        guard entry.rows > 0 else { return }
        json.member("time_first", Timestamp.rfc3339(entry.firstTime))
        json.member("time_last", Timestamp.rfc3339(entry.lastTime))
    }

    private var csv: String {
        var lines = [(["iface"] + counters.map(\.name) + ["flows", "time_first", "time_last"])]
        for entry in entries {
            lines.append(
                [entry.name] + entry.sums.map { String($0) } + [
                    String(entry.rows), Timestamp.rfc3339(entry.firstTime), Timestamp.rfc3339(entry.lastTime),
                ])
        }
        return lines.map { CSVLine.text($0) }.joined()
    }
}
