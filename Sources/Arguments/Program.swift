/// A program: its table of commands, and where its words go.
public struct Program: Sendable {
    private let root: Command
    private let width: Int
    private let output: @Sendable (String) -> Void
    private let errorOutput: @Sendable (String) -> Void
    private let status: @Sendable (any Error) -> ExitStatus

    /// A program whose help is `width` columns wide. `status` says what a command's error makes the program end with.
    public init(
        _ root: Command, width: Int = Terminal.width, output: @escaping @Sendable (String) -> Void = Terminal.write,
        errorOutput: @escaping @Sendable (String) -> Void = Terminal.writeError,
        status: @escaping @Sendable (any Error) -> ExitStatus = { _ in .failure }
    ) {
        self.root = root
        self.width = width
        self.output = output
        self.errorOutput = errorOutput
        self.status = status
    }

    /// Runs the command that `arguments`, without the program's own name, ask for. What a command throws is said on the
    /// error output.
    public func run(_ arguments: [String]) -> ExitStatus {
        do {
            var parser = CommandLineParser(root, arguments)
            switch try parser.parse() {
            case .help(let commands):
                output(HelpText(commands, width: width).text)
                return .success
            case .run(let command, let invocation):
                guard let body = command.body else { preconditionFailure("the parser let a group of commands run") }
                return try body(invocation)
            }
        } catch let error as UsageError {
            errorOutput("\(error)\n")
            return .usage
        } catch {
            // An error may be many, each on its line.
            errorOutput("\(error)".split(separator: "\n").map { "\(root.name): \($0)\n" }.joined())
            return status(error)
        }
    }
}
