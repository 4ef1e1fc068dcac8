/// A row of the table of commands: what it is called, takes and does, and one example of it. Parsing and help come from
/// it.
public struct Command: Sendable {
    /// What a command does when it is called.
    public typealias Body = @Sendable (Invocation) throws -> ExitStatus

    /// What the user types.
    public let name: String
    /// What it does, in one line.
    public let summary: String
    /// More about it, in paragraphs that an empty line parts; empty when the summary says it all.
    public let discussion: String
    /// Its positional arguments in order and its options, which its subcommands take too.
    public let parameters: [any Parameter]
    /// A real command line.
    public let example: String
    /// The commands below it.
    public let subcommands: [Command]
    /// Whether it is for programs, and stands in no help.
    public let isHidden: Bool
    /// What it does, nil for one that needs a subcommand.
    public let body: Body?

    /// A command that does something.
    public init(
        _ name: String, _ summary: String, discussion: String = "", parameters: [any Parameter] = [], example: String,
        isHidden: Bool = false, body: @escaping Body
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.parameters = parameters
        self.example = example
        subcommands = []
        self.isHidden = isHidden
        self.body = body
        checkTable()
    }

    /// A command that gathers others.
    public init(
        _ name: String, _ summary: String, discussion: String = "", options: [any Parameter] = [], example: String,
        subcommands: [Command]
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        parameters = options
        self.example = example
        self.subcommands = subcommands
        isHidden = false
        body = nil
        checkTable()
    }

    var options: [ParameterDescription] { parameters.map(\.description).filter { $0.form != .positional } }
    var positionals: [ParameterDescription] { parameters.map(\.description).filter { $0.form == .positional } }

    /// A table with two meanings for one name is ours to mend.
    private func checkTable() {
        let names = options.flatMap(\.longNames) + ["help"]
        precondition(Set(names).count == names.count, "\(name): two options share a long name")
        let letters = options.compactMap(\.letter) + ["h"]
        precondition(Set(letters).count == letters.count, "\(name): two options share a letter")
        precondition(positionals.dropLast().allSatisfy { !$0.isRepeated }, "\(name): only the last argument repeats")
        precondition(Set(subcommands.map(\.name)).count == subcommands.count, "\(name): two subcommands share a name")
    }
}
