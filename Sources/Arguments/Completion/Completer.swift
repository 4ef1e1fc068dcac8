/// Finds out what may stand at the end of a command line, by the table of commands.
public struct Completer {
    private var commands: [Command]
    private var texts: [String: [String]] = [:]
    private var positionals = 0
    private var onlyPositionals = false
    /// The option whose value comes next.
    private var pending: ParameterDescription?

    private init(_ root: Command) { commands = [root] }

    /// What may stand at the place of the last of `words`, which is the beginning of it; the program's own name is not
    /// among them. `named` answers for the values that the program knows itself.
    public static func answer(
        _ root: Command, _ words: [String], named: (CompletionRequest) -> CompletionAnswer
    ) -> CompletionAnswer {
        guard let last = words.last else { return CompletionAnswer() }
        var completer = Completer(root)
        for word in words.dropLast() { completer.pass(word) }
        return completer.answer(last, named)
    }

    private var command: Command { commands[commands.count - 1] }
    private var options: [ParameterDescription] { commands.reversed().flatMap(\.options) }

    /// Goes over a word that is whole. A command line with mistakes is completed as far as it makes sense.
    private mutating func pass(_ word: String) {
        if let option = pending {
            texts[option.label, default: []].append(word)
            pending = nil
        } else if onlyPositionals || !word.hasPrefix("-") || word == "-" {
            if let next = command.subcommands.first(where: { $0.name == word }) {
                commands.append(next)
            } else {
                texts[positional(positionals)?.label ?? "", default: []].append(word)
                positionals += 1
            }
        } else if word == "--" {
            onlyPositionals = true
        } else if word.hasPrefix("--") {
            pass(long: word.dropFirst(2))
        } else {
            pass(letters: word.dropFirst())
        }
    }

    private mutating func pass(long word: Substring) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let option = options.first(where: { $0.longNames.contains(String(parts[0])) }) else { return }
        if option.form == .flag {
            texts[option.label] = [""]
        } else if parts.count == 2 {
            texts[option.label, default: []].append(String(parts[1]))
        } else {
            pending = option
        }
    }

    private mutating func pass(letters word: Substring) {
        for letter in word {
            guard let flag = options.first(where: { $0.letter == letter }), flag.form == .flag else { break }
            texts[flag.label] = [""]
        }
        guard let (option, value) = lettered(word) else { return }
        if let value { texts[option.label, default: []].append(value) } else { pending = option }
    }

    /// The option with a value among letters, and the value if one stands behind it.
    private func lettered(_ word: Substring) -> (option: ParameterDescription, value: String?)? {
        var rest = word
        while let letter = rest.popFirst() {
            guard let option = options.first(where: { $0.letter == letter }) else { return nil }
            if option.form == .option {
                return (option, rest.isEmpty ? nil : String(rest.first == "=" ? rest.dropFirst() : rest))
            }
        }
        return nil
    }

    private func positional(_ index: Int) -> ParameterDescription? {
        let all = command.positionals
        if index < all.count { return all[index] }
        return all.last.flatMap { $0.isRepeated ? $0 : nil }
    }

    private func answer(_ word: String, _ named: (CompletionRequest) -> CompletionAnswer) -> CompletionAnswer {
        if let pending { return values(of: pending, word, before: "", named) }
        if !onlyPositionals, word.hasPrefix("-") { return optionAnswer(word, named) }
        if !command.subcommands.isEmpty {
            let all = command.subcommands.filter { !$0.isHidden }
            return Self.matching(word, all.map { CompletionCandidate($0.name, help: $0.summary) })
        }
        if let positional = positional(positionals) { return values(of: positional, word, before: "", named) }
        return onlyPositionals ? CompletionAnswer() : optionNames(word)
    }

    private func optionAnswer(
        _ word: String, _ named: (CompletionRequest) -> CompletionAnswer
    ) -> CompletionAnswer {
        if word.hasPrefix("--") {
            guard let cut = word.firstIndex(of: "=") else { return optionNames(word) }
            let name = word[..<cut].dropFirst(2)
            guard let option = options.first(where: { $0.longNames.contains(String(name)) && $0.form == .option })
            else { return CompletionAnswer() }
            return values(of: option, String(word[word.index(after: cut)...]), before: "--\(name)=", named)
        }
        if case (let option, let value?)? = lettered(word.dropFirst()) {
            return values(of: option, value, before: String(word.dropLast(value.count)), named)
        }
        return optionNames(word)
    }

    private func optionNames(_ word: String) -> CompletionAnswer {
        var candidates: [CompletionCandidate] = []
        for option in options where option.isRepeated || texts[option.label] == nil {
            if let letter = option.letter { candidates.append(CompletionCandidate("-\(letter)", help: option.help)) }
            candidates += option.longNames.map { CompletionCandidate("--\($0)", help: option.help) }
        }
        candidates.append(CompletionCandidate("--help", help: "Help about the command."))
        return Self.matching(word, candidates)
    }

    private func values(
        of parameter: ParameterDescription, _ value: String, before: String,
        _ named: (CompletionRequest) -> CompletionAnswer
    ) -> CompletionAnswer {
        switch parameter.completion {
        case .file: return CompletionAnswer(.files)
        case .directory: return CompletionAnswer(.directories)
        case .choices:
            return Self.matching(before + value, parameter.choices.map { CompletionCandidate(before + $0) })
        case .named(let name):
            let request = CompletionRequest(name: name, value: value, texts: texts, path: commands.map(\.name))
            var answer = named(request)
            answer.candidates = answer.candidates.map { CompletionCandidate(before + $0.text, help: $0.help) }
            return answer
        }
    }

    private static func matching(_ word: String, _ candidates: [CompletionCandidate]) -> CompletionAnswer {
        CompletionAnswer(candidates.filter { $0.text.hasPrefix(word) })
    }
}
