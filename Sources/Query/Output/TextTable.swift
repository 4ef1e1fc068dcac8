/// A table for terminals: a heading of one or two lines, cells aligned to the right, columns as wide as they must be.
struct TextTable {
    struct TableColumn {
        var top = ""
        var name: String
        var isLeftAligned = false
        var cells: [String] = []
    }

    var columns: [TableColumn] = []
    /// The spaces before each column.
    static let gap = 2

    /// How many characters a line has.
    var width: Int { widths.reduce(0) { $0 + Self.gap + $1 } }

    private var widths: [Int] {
        columns.map { column in ([column.top, column.name] + column.cells).reduce(0) { max($0, $1.count) } }
    }

    /// The lines: heading, then cells, each beginning with two spaces and ending without any.
    var lines: [String] {
        let widths = widths
        var lines: [String] = []
        if columns.contains(where: { !$0.top.isEmpty }) { lines.append(line(widths) { $0.top }) }
        lines.append(line(widths) { $0.name })
        for row in 0..<(columns.first?.cells.count ?? 0) { lines.append(line(widths) { $0.cells[row] }) }
        return lines
    }

    private func line(_ widths: [Int], _ cell: (TableColumn) -> String) -> String {
        var line = ""
        for (column, width) in zip(columns, widths) {
            let text = cell(column)
            let padding = String(repeating: " ", count: width - text.count)
            line += String(repeating: " ", count: Self.gap) + (column.isLeftAligned ? text + padding : padding + text)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
