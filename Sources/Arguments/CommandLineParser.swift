import Bytes

/// What a command line asks for.
enum Request {
    /// To run a command.
    case run(Command, Invocation)
    /// To show the help of a command, whose ancestors' options it takes too.
    case help([Command])
}

/// Reads a command line by a table of commands. Options may stand before and after positional arguments. The word after
/// an option that takes a value is that value, even when it begins with a dash, unless it is itself an option of the
/// command.
struct CommandLineParser {
    private var commands: [Command]
    private var words: ArraySlice<String>
    private var texts: [String: [String]] = [:]
    private var positionals: [String] = []
    private var wantsHelp = false
    private var onlyPositionals = false

    init(_ root: Command, _ words: [String]) {
        commands = [root]
        self.words = words[...]
    }

    private var command: Command { commands[commands.count - 1] }
    private var path: [String] { commands.map(\.name) }

    mutating func parse() throws(UsageError) -> Request {
        while let word = words.popFirst() {
            if onlyPositionals || word == "-" || !word.hasPrefix("-") {
                try take(positional: word)
            } else if word == "--" {
                onlyPositionals = true
            } else if word.hasPrefix("--") {
                try take(long: word)
            } else {
                try take(letters: word)
            }
        }
        if wantsHelp { return .help(commands) }
        return try request()
    }

    private mutating func take(positional word: String) throws(UsageError) {
        if command.subcommands.isEmpty {
            positionals.append(word)
        } else if let next = command.subcommands.first(where: { $0.name == word }) {
            commands.append(next)
        } else if commands.count == 1 && word == "help" {
            wantsHelp = true
        } else {
            throw unknown("command", word, among: command.subcommands.map(\.name)) { $0 }
        }
    }

    private mutating func take(long word: String) throws(UsageError) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let inline = parts.count == 2 ? String(parts[1]) : nil
        if name == "help" {
            wantsHelp = true
            return
        }
        guard let option = option(long: name) else {
            throw unknown("option", "--\(name)", among: visibleOptions.flatMap(\.longNames) + ["help"]) { "--\($0)" }
        }
        try take(option, inline: inline, as: "--\(name)")
    }

    /// `-a`, `-n10`, `-n 10`, `-n=10`, or flags together, `-av`.
    private mutating func take(letters word: String) throws(UsageError) {
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            if letter == "h" {
                wantsHelp = true
                continue
            }
            guard let option = visibleOptions.first(where: { $0.letter == letter }) else {
                // Whoever writes `-limit` means the long name, not five letters.
                let isLone = word.count > 2 && rest.count == word.count - 2
                let longNames = visibleOptions.flatMap(\.longNames)
                throw unknown("option", isLone ? word : "-\(letter)", among: isLone ? longNames : []) { "--\($0)" }
            }
            if option.form == .flag {
                try take(option, inline: rest.first == "=" ? String(rest.dropFirst()) : nil, as: "-\(letter)")
                if rest.first == "=" { return }
            } else {
                let value = rest.first == "=" ? rest.dropFirst() : rest
                return try take(option, inline: rest.isEmpty ? nil : String(value), as: "-\(letter)")
            }
        }
    }

    private mutating func take(
        _ option: ParameterDescription, inline: String?, as spelling: String
    ) throws(UsageError) {
        let value: String
        if option.form == .flag {
            guard inline == nil else { throw error("the option \(spelling) takes no value") }
            value = ""
        } else if let inline {
            value = inline
        } else if let next = words.first, !isOption(next) {
            value = words.removeFirst()
        } else {
            throw error("the option \(spelling) needs a value, \(spelling)=\(option.valueName)")
        }
        texts[option.label, default: []].append(value)
    }

    private mutating func request() throws(UsageError) -> Request {
        guard command.body != nil else {
            // A bare `keddah` asks what there is; a bare `keddah config` has forgotten something.
            if commands.count == 1 && texts.isEmpty { return .help(commands) }
            let names = command.subcommands.filter { !$0.isHidden }.map(\.name).joined(separator: ", ")
            throw error("a command is missing: \(names)")
        }
        try assignPositionals()
        var values: [String: any Sendable] = [:]
        for parameter in commands.flatMap(\.parameters) {
            let label = parameter.description.label
            do throws(InvalidArgument) {
                values[label] = try parameter.erasedValue(texts[label] ?? [])
            } catch {
                throw self.error("\(label): \(error.message)")
            }
        }
        return .run(command, Invocation(path: path, values: values, given: Set(texts.keys)))
    }

    private mutating func assignPositionals() throws(UsageError) {
        var left = positionals[...]
        for positional in command.positionals {
            let taken = positional.isRepeated ? left : left.prefix(1)
            if taken.isEmpty && positional.isRequired {
                throw error("\(positional.name) is missing: \(positional.help)")
            }
            if !taken.isEmpty { texts[positional.label] = Array(taken) }
            left = left.dropFirst(taken.count)
        }
        if let extra = left.first { throw error("\"\(extra)\" is one argument too many") }
    }

    /// The options of the command and of those above it.
    private var visibleOptions: [ParameterDescription] { commands.reversed().flatMap(\.options) }

    private func option(long name: String) -> ParameterDescription? {
        visibleOptions.first { $0.longNames.contains(name) }
    }

    /// Whether a word is exactly an option of the command, so that it is none's value.
    private func isOption(_ word: String) -> Bool {
        guard word.hasPrefix("-"), word.count > 1 else { return false }
        if word == "--" || word == "--help" || word == "-h" { return true }
        if word.hasPrefix("--") {
            return option(long: String(word.dropFirst(2).prefix { $0 != "=" })) != nil
        }
        return word.count == 2 && visibleOptions.contains { $0.letter == word.last }
    }

    private func error(_ message: String) -> UsageError { UsageError(path: path, message) }

    private func unknown(
        _ kind: String, _ word: String, among names: [String], spell: (String) -> String
    ) -> UsageError {
        let bare = String(word.drop { $0 == "-" })
        let hint = NearestName.find(bare, among: names).map { "; did you mean \(spell($0))?" } ?? ""
        return error("there is no \(kind) \"\(word)\"\(hint)")
    }
}
