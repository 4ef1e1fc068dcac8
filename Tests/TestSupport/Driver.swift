/// psycopg, a driver that applications use, with libpq 18.
package enum Driver {
    private static let python = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/.build/venv/bin/python3"
    }()

    /// Connects as its argument says, executes a long statement, cancels it, and writes the server's major version.
    package static let canceling = """
        import sys, threading, psycopg
        connection = psycopg.connect(sys.argv[1], autocommit=True)
        done = threading.Event()
        def cancel():
            while not done.wait(0.2): connection.cancel_safe()
        threading.Thread(target=cancel, daemon=True).start()
        try: connection.execute("select pg_sleep(60)")
        except psycopg.errors.QueryCanceled: print("canceled", connection.pgconn.server_version // 10000)
        done.set()
        """

    /// Runs a Python program to its end.
    package static func run(_ program: String, _ arguments: String...) throws -> ChildProcess.Result {
        try ChildProcess.run([python, "-c", program] + arguments)
    }

    /// Starts a Python program.
    package static func start(_ program: String, _ arguments: String...) throws -> ChildProcess {
        try ChildProcess([python, "-c", program] + arguments)
    }
}
