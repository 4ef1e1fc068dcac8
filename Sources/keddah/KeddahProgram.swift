import Arguments
import Authentication
import Configuration
import TLS

/// The table of commands.
enum KeddahProgram {
    static let root: Command = Command(
        "keddah", "A security sensor for PostgreSQL: a proxy that records every statement, and a store that answers.",
        example: "keddah demo",
        subcommands: [
            DemoCommand.command, RunCommand.command, QueryCommand.command, StatementsCommand.command,
            TailCommand.command, CaptureCommand.command, ImportCommand.command, StatusCommand.command,
            ConfigCommand.command, RegistryCommand.command, CompletionCommand.command, CompletionCommand.answer,
            VersionCommand.command,
        ])

    static func run(_ arguments: [String]) -> Int32 {
        Program(root, status: { isOfConfiguration($0) ? .configuration : .failure }).run(arguments).rawValue
    }

    /// Whether the configuration, or a file that it names, is to blame.
    private static func isOfConfiguration(_ error: any Error) -> Bool {
        error is ConfigurationError || error is TLSError || error is Userlist.ParseError
    }
}
