/// The words of a command line that is still being typed, as shells of Bourne's family cut it.
public struct ShellWords: Sendable, Equatable {
    /// The words without their quotes; the last one is the one being typed, empty after a space.
    public private(set) var words: [String] = []
    /// The quote that is open at the end.
    public private(set) var openQuote: Character?

    /// Cuts a command line.
    public init(_ line: String) {
        var word: String? = nil
        var isEscaped = false
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if let quote = openQuote {
                if character == quote {
                    openQuote = nil
                } else if character == "\\" && quote == "\"" {
                    isEscaped = true
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "\\" {
                isEscaped = true
            } else if character == "'" || character == "\"" {
                openQuote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        words.append(word ?? "")
    }
}
