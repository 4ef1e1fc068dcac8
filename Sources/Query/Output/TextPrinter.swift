import Observations

/// Prints an answer as a table for people, in goQuery's layout: rows, sums, totals, and a footer about the query.
struct TextPrinter {
    let result: QueryResult
    let options: PrintOptions

    /// How much of a condition the footer repeats.
    private static let longestCondition = 2000

    private var plan: QueryPlan { result.plan }

    func print() -> String {
        var lines = [""]
        if result.rows.isEmpty {
            lines.append(result.covered == nil ? "There is no data in the time asked." : "No rows match.")
        } else {
            lines += table.lines
        }
        return (lines + [""] + footer).joined(separator: "\n") + "\n"
    }

    /// The lines below the rows, in their order.
    private enum Below {
        case ellipsis
        case sums
        case empty
        case totals
    }

    private var table: TextTable {
        let groups = FigureGroup.groups(of: plan)
        var below: [Below] = result.rows.count < result.groups ? [.ellipsis] : []
        // With nothing to group by, the only row is the total.
        if !plan.dimensions.isEmpty {
            if groups.contains(where: \.isPair) { below.append(.sums) }
            below += [.empty, .totals]
        }
        var table = TextTable()
        table.columns = keyColumns(below)
        for group in groups { table.columns += figureColumns(group, below) }
        if result.hasSQL(options) { table.columns.append(sqlColumn(below, width: sqlWidth(beside: table))) }
        return table
    }

    private func keyColumns(_ below: [Below]) -> [TextTable.TableColumn] {
        plan.dimensions.enumerated().map { position, index in
            let column = plan.schema.columns[index]
            let cells = result.rows.map { cell($0.keys[position], column) }
            let last = below.map { line in
                if case .totals = line, position == 0 { "Totals:" } else { "" }
            }
            return TextTable.TableColumn(name: column.name, cells: cells + last)
        }
    }

    private func cell(_ value: Value, _ column: Column) -> String {
        if case .address(let address) = value, let name = options.hostNames[address] {
            return TerminalText.escaped(name)
        }
        return ValueText.table(value, column, options.zone)
    }

    private func figureColumns(_ group: FigureGroup, _ below: [Below]) -> [TextTable.TableColumn] {
        var columns = group.figures.enumerated().map { position, figure in
            var column = heading(figure)
            let isLast = position == group.figures.count - 1
            column.cells = result.rows.map { HumanNumber.figure(figure.value($0.figures), figure.format) }
            column.cells += below.map { line in
                switch line {
                case .ellipsis: return "..."
                case .sums: return group.isPair ? HumanNumber.figure(figure.value(result.totals), figure.format) : ""
                case .empty: return ""
                case .totals: return isLast ? HumanNumber.figure(group.sum(result.totals), figure.format) : ""
                }
            }
            return column
        }
        if group.hasShare {
            let whole = group.sum(result.totals)
            let cells = result.rows.map { HumanNumber.share(group.sum($0.figures), of: whole) }
            columns.append(TextTable.TableColumn(name: "%", cells: cells + below.map { _ in "" }))
        }
        return columns
    }

    /// `bytes_in` stands as `bytes` above `in`; goQuery writes received and sent so too, and their sum as `in+out`.
    private func heading(_ figure: ShownFigure) -> TextTable.TableColumn {
        guard let direction = figure.parts.direction else { return TextTable.TableColumn(name: figure.parts.group) }
        let short = figure.isSum ? "in+out" : ["rcvd": "in", "sent": "out"][direction] ?? direction
        return TextTable.TableColumn(top: figure.parts.group, name: short)
    }

    /// What is left of the terminal; some SQL is shown even where that makes the lines too long.
    private func sqlWidth(beside table: TextTable) -> Int {
        let least = 24
        guard let width = options.width else { return options.sqlWidth }
        return max(least, width - table.width - TextTable.gap)
    }

    private func sqlColumn(_ below: [Below], width: Int) -> TextTable.TableColumn {
        let cells = result.rows.map { row in
            result.sql(of: row, options).map { TerminalText.singleLine($0, width: width) } ?? ""
        }
        return TextTable.TableColumn(name: "sql", isLeftAligned: true, cells: cells + below.map { _ in "" })
    }

    /// What the time span is of: of flows their interfaces, as in goQuery.
    private var subject: (label: String, name: String) {
        guard plan.schema.interfaceColumn != nil else { return ("Timespan / Table", plan.schema.name) }
        let names = InterfaceSelection.list(result.interfaces, width: 80)
        return ("Timespan / Interface", names.isEmpty ? "none" : names)
    }

    private var footer: [String] {
        let span = result.covered ?? plan.range
        let statistics = result.statistics
        let first = Timestamp.text(span.lowerBound, zone: options.zone)
        let last = Timestamp.text(span.upperBound, zone: options.zone)
        var entries = [
            (subject.label, "[\(first), \(last)] / \(subject.name)"),
            ("Sorted by", plan.sortDescription),
            (
                "Query stats",
                HumanNumber.count(UInt64(result.groups)) + " hits in " + HumanNumber.shortDuration(statistics.duration)
            ),
        ]
        if let condition = plan.conditionText {
            entries.append(
                ("Conditions:", TerminalText.escaped(TerminalText.cut(condition, to: Self.longestCondition))))
        }
        if plan.showsStatistics {
            entries.append(("Blocks", "\(statistics.blocks) read, \(statistics.blocksSkipped) skipped"))
            entries.append(("Rows", "\(statistics.rowsRead) read, \(statistics.rowsSelected) selected"))
            entries.append(("Bytes read", HumanNumber.figure(UInt64(statistics.bytesRead), .bytes)))
            entries.append(("Threads", "\(statistics.threads)"))
        }
        if statistics.blocksDamaged > 0 {
            let first = TerminalText.escaped(statistics.firstDamage ?? "")
            entries.append(("Damaged", "\(statistics.blocksDamaged) blocks are missing from this answer: \(first)"))
        }
        return entries.map { label, text in
            label + String(repeating: " ", count: max(0, 21 - label.count)) + ": " + text
        }
    }
}
