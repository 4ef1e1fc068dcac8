/// A row of a command's table, with the type of its value left out: an option or a positional argument.
public protocol Parameter: Sendable {
    /// What help, completions and parsing need to know.
    var description: ParameterDescription { get }
    /// The value that the texts given make, none when it was not given.
    func erasedValue(_ texts: [String]) throws(InvalidArgument) -> any Sendable
}

/// What is to be known about a parameter without its type.
public struct ParameterDescription: Sendable, Hashable {
    /// What a parameter looks like on the command line.
    public enum Form: Sendable, Hashable {
        /// `--name`.
        case flag
        /// `--name VALUE`.
        case option
        /// A word of its own.
        case positional
    }

    /// What it looks like.
    public let form: Form
    /// The name, without dashes; in capitals for a positional argument.
    public let name: String
    /// More long names that mean the same.
    public let aliases: [String]
    /// The name of one letter.
    public let letter: Character?
    /// What stands for the value in help.
    public let valueName: String
    /// A sentence that says what it is.
    public let help: String
    /// The default in help, nil for none.
    public let defaultText: String?
    /// The words there are for a value, empty for any.
    public let choices: [String]
    /// What shells offer for a value.
    public let completion: Completion
    /// Whether it must be given.
    public let isRequired: Bool
    /// Whether it may be given again and again.
    public let isRepeated: Bool

    /// Every long name.
    public var longNames: [String] { [name] + aliases }

    /// How an error names it: `--limit`, or `COLUMNS`.
    public var label: String { form == .positional ? name : "--\(name)" }
}
