import Glibc
import Platform
import TestSupport

/// A PostgreSQL whose roles log in by the method whose group they are in; the others are trusted on the Unix socket.
enum Postgres {
    enum Method: String, CaseIterable {
        case scram = "scram-sha-256"
        case md5, password, reject

        var group: String { "\(self)_users" }
    }

    static let shared: Result<PostgresCluster, any Error> = Result {
        let cluster = try PostgresCluster()
        for method in Method.allCases { try cluster.sql("create role \(method.group)") }
        try cluster.sql("create role rejected login in role \(Method.reject.group)")
        try writeRules(cluster, Method.allCases.map { "all +\($0.group) * \($0.rawValue)" } + ["all postgres * trust"])
        let isLoaded = try wait {
            let connection = try? RawClient(cluster.unix)
            try? connection?.send(Frontend.startup([("user", "rejected"), ("database", "postgres")]))
            return try connection?.next()?.type == "E"
        }
        guard isLoaded else { throw Unavailable("the rules are not loaded") }
        return cluster
    }

    /// Gives a server rules, whose star stands for all addresses.
    static func writeRules(_ cluster: PostgresCluster, _ rules: [String]) throws {
        let lines = rules.flatMap { rule in
            ["local \(rule.replacing("* ", with: ""))", "host \(rule.replacing("*", with: "all"))"]
        }
        let file = try FileDescriptor.open(cluster.folder + "/hba.conf", flags: O_WRONLY | O_TRUNC)
        try file.writeAll(Array((lines.joined(separator: "\n") + "\n").utf8))
        try cluster.sql("select pg_reload_conf()")
    }

    /// Makes a role anew, which logs in by a method, and gives what the server stores of its password.
    @discardableResult
    static func makeRole(
        _ name: String, _ method: Method = .scram, password: String = "pencil"
    ) throws -> String {
        let cluster = try shared.get()
        let quoted = "\"\(name.replacing("\"", with: "\"\""))\""
        try cluster.sql(
            """
            drop role if exists \(quoted); set password_encryption = '\(method == .md5 ? "md5" : "scram-sha-256")';
            create role \(quoted) login password '\(password)' in role \(method.group)
            """)
        return try cluster.sql("select rolpassword from pg_authid where rolname = '\(name.replacing("'", with: "''"))'")
    }
}
