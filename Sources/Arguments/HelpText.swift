/// The text of `--help`, from the table.
struct HelpText {
    private static let indent = 2
    private static let widestLabels = 28

    private let commands: [Command]
    private let width: Int

    /// The help of the last of `commands`, the others being those above it.
    init(_ commands: [Command], width: Int) {
        precondition(!commands.isEmpty, "help about nothing")
        self.commands = commands
        self.width = max(40, width)
    }

    private var command: Command { commands[commands.count - 1] }
    private var path: String { commands.map(\.name).joined(separator: " ") }

    var text: String {
        var sections = [wrap(command.summary, indent: 0)]
        sections.append(wrap("Usage: \(usage)", indent: 0, hanging: 7))
        if !command.discussion.isEmpty {
            sections += command.discussion.split(separator: "\n\n").map { wrap(String($0), indent: 0) }
        }
        sections.append(rows("Commands", command.subcommands.filter { !$0.isHidden }.map { ($0.name, $0.summary) }))
        sections.append(rows("Arguments", command.positionals.map { (Self.synopsis($0), Self.help($0)) }))
        sections.append(
            rows("Options", options.map { (Self.label($0), Self.help($0)) } + [("-h, --help", "This text.")]))
        sections.append("Example:\n  \(command.example)")
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var options: [ParameterDescription] { commands.reversed().flatMap(\.options) }

    private var usage: String {
        var words = [path]
        if !command.subcommands.isEmpty { words.append("COMMAND") }
        words += command.positionals.map(Self.synopsis)
        words.append("[options]")
        return words.joined(separator: " ")
    }

    private static func synopsis(_ argument: ParameterDescription) -> String {
        let name = argument.isRepeated ? "\(argument.name)…" : argument.name
        return argument.isRequired ? name : "[\(name)]"
    }

    private static func label(_ option: ParameterDescription) -> String {
        let letter = option.letter.map { "-\($0), " } ?? "    "
        let names = option.longNames.map { "--\($0)" }.joined(separator: ", ")
        return letter + names + (option.form == .flag ? "" : " \(option.valueName)")
    }

    private static func help(_ parameter: ParameterDescription) -> String {
        var text = parameter.help
        if !parameter.choices.isEmpty { text += " One of \(parameter.choices.joined(separator: ", "))." }
        if parameter.isRepeated && parameter.form != .positional { text += " May be repeated." }
        if let fallback = parameter.defaultText, !fallback.isEmpty { text += " (default: \(fallback))" }
        return text
    }

    private func rows(_ title: String, _ rows: [(label: String, help: String)]) -> String {
        if rows.isEmpty { return "" }
        let limit = min(Self.widestLabels, width / 2)
        let longest = rows.map(\.label.count).filter { $0 <= limit }.max() ?? limit
        let column = Self.indent + longest + 2
        let lines = rows.map { row in
            let help = wrap(row.help, indent: column)
            let label = String(repeating: " ", count: Self.indent) + row.label
            if row.label.count > longest { return "\(label)\n\(help)" }
            return label + String(repeating: " ", count: column - label.count) + help.dropFirst(column)
        }
        return "\(title):\n" + lines.joined(separator: "\n")
    }

    /// Breaks a text into lines that fit; every line is indented, all but the first by `hanging` more.
    private func wrap(_ text: String, indent: Int, hanging: Int = 0) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            let used = indent + (lines.isEmpty ? 0 : hanging) + line.count
            if !line.isEmpty && used + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        lines.append(line)
        return lines.enumerated().map { index, line in
            String(repeating: " ", count: indent + (index == 0 ? 0 : hanging)) + line
        }.joined(separator: "\n")
    }
}
