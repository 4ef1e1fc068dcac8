/// What a shell offers where the value of a parameter stands.
public enum Completion: Sendable, Hashable {
    /// The words there are, if there are but some.
    case choices
    /// Names of files.
    case file
    /// Names of directories.
    case directory
    /// What the program itself answers, by a name of its own.
    case named(String)
}

/// A word that may stand where the cursor is.
public struct CompletionCandidate: Sendable, Hashable {
    /// The whole word.
    public let text: String
    /// What it means, in a line; empty when the word says it.
    public let help: String

    /// A word and what it means.
    public init(_ text: String, help: String = "") {
        self.text = text
        self.help = help
    }
}

/// What may stand where the cursor is.
public struct CompletionAnswer: Sendable, Hashable {
    /// Where the words come from.
    public enum Source: String, Sendable {
        /// They are in the answer.
        case words
        /// The shell knows the files.
        case files
        /// The shell knows the directories.
        case directories
    }

    /// Where the words come from.
    public var source = Source.words
    /// The words.
    public var candidates: [CompletionCandidate] = []
    /// Whether a word may go on, so that no space follows it.
    public var goesOn = false

    /// An answer with words.
    public init(_ candidates: [CompletionCandidate] = [], goesOn: Bool = false) {
        self.candidates = candidates
        self.goesOn = goesOn
    }

    init(_ source: Source) { self.source = source }
}

/// The value of a parameter that is being typed.
public struct CompletionRequest: Sendable {
    /// The name that the parameter's table gives its values.
    public let name: String
    /// The value so far.
    public let value: String
    let texts: [String: [String]]
    /// The names of the commands.
    public let path: [String]

    /// What the command line has for another parameter, nil when it is not given.
    public func text(of parameter: some Parameter) -> String? { texts[parameter.description.label]?.last }
}
