import Arguments
import Configuration

/// The table of commands.
enum KeddahProgram {
    static let root = Command(
        "keddah", "A security sensor for PostgreSQL: a proxy that records every statement, and a store that answers.",
        example: "keddah demo",
        subcommands: [
            DemoCommand.command, RunCommand.command, QueryCommand.command, StatementsCommand.command,
            TailCommand.command, StatusCommand.command, ConfigCommand.command, VersionCommand.command,
        ])

    static func run(_ arguments: [String]) -> Int32 {
        Program(root, status: { $0 is ConfigurationError ? .configuration : .failure }).run(arguments).rawValue
    }
}
