/// psycopg, a driver that applications use, with libpq 18.
package enum Driver {
    private static let python = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/.build/venv/bin/python3"
    }()

    /// Runs a Python program to its end.
    package static func run(_ program: String, _ arguments: String...) throws -> ChildProcess.Result {
        try ChildProcess.run([python, "-c", program] + arguments)
    }
}
