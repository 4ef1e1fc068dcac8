/// The shells that completion is written for.
public enum Shell: String, ArgumentValue, CaseIterable {
    case bash, zsh, fish

    /// The answer to a shell's script: a line that says where the words come from, and a line a word with its meaning
    /// after a tab.
    /// - Parameters:
    ///   - current: What the shell takes for the word at the cursor, and will replace; bash begins it anew after some
    ///     characters such as `=`.
    public func text(_ answer: CompletionAnswer, _ words: ShellWords, current: String?) -> String {
        var lines = [answer.source.rawValue + (answer.goesOn ? " nospace" : "")]
        let word = words.words.last ?? ""
        let cut = current.flatMap { word.hasSuffix($0) ? word.count - $0.count : nil } ?? 0
        for candidate in answer.candidates {
            var text = String(candidate.text.dropFirst(cut))
            // fish quotes on its own; the others insert what they get.
            if self != .fish { text = quoted(text, openQuote: words.openQuote, goesOn: answer.goesOn) }
            let help = candidate.help.split(whereSeparator: \.isNewline).joined(separator: " ")
            lines.append(help.isEmpty ? text : "\(text)\t\(help)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String, openQuote: Character?, goesOn: Bool) -> String {
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "-_=.,:/%+@!".contains($0) }
        guard openQuote == nil, !isPlain else { return text }
        return "'" + text + (goesOn ? "" : "'")
    }
}
