import Glibc
import Platform

/// The programs of the newest PostgreSQL on this machine, and the account that its server runs as.
struct PostgreSQLInstallation {
    private static let versions = "/usr/lib/postgresql"
    private static let needed = ["postgres", "initdb", "pg_isready", "psql", "pgbench"]

    private let programs: String
    /// The major version.
    let version: Int

    /// Finds it where Debian's packages put it.
    init() throws(DemoFailure) {
        let found = Self.names(in: Self.versions).compactMap { Int($0) }.max()
        guard let version = found else { throw .notInstalled(missing: Self.versions) }
        self.version = version
        programs = "\(Self.versions)/\(version)/bin"
        for name in Self.needed where access(path(name), X_OK) != 0 {
            throw .notInstalled(missing: path(name))
        }
    }

    /// The account of a server that root starts; nil for everybody else, who runs it under their own name.
    static var serverAccount: String? { geteuid() == 0 ? "postgres" : nil }

    /// A program of clients.
    func client(_ name: String, _ arguments: [String]) -> SubprocessCommand {
        var command = SubprocessCommand(path(name), arguments)
        command.environment = Self.cleanEnvironment
        return command
    }

    /// A program of the server, which PostgreSQL does not let root run.
    func server(_ name: String, _ arguments: [String]) -> SubprocessCommand {
        guard let account = Self.serverAccount else { return client(name, arguments) }
        let identity = ["--reuid=\(account)", "--regid=\(account)", "--init-groups", "--reset-env", "--"]
        return SubprocessCommand("/usr/bin/setpriv", identity + [path(name)] + arguments)
    }

    private func path(_ name: String) -> String { "\(programs)/\(name)" }

    /// Takes away what would send libpq somewhere else, and translations of messages.
    private static var cleanEnvironment: [String: String?] {
        var changes: [String: String?] = ["LC_ALL": "C"]
        var next = environ
        while let line = next.pointee {
            let name = String(String(cString: line).prefix { $0 != "=" })
            if name.hasPrefix("PG") { changes.updateValue(nil, forKey: name) }
            next += 1
        }
        return changes
    }

    private static func names(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
