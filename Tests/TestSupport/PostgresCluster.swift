import Glibc
package import Platform
import Synchronization

/// A throwaway PostgreSQL in a temporary folder, reached by a Unix socket and on both loopback addresses. It ends, and
/// its folder goes, when this process ends in whatever way.
package final class PostgresCluster: Sendable {
    /// One server for all tests of a process.
    package static let shared: Result<PostgresCluster, any Error> = Result { try PostgresCluster() }

    private static let programs = "/usr/lib/postgresql/15/bin/"

    /// The folder of its Unix socket.
    package let folder: String
    package let port: UInt16
    private let server: ChildProcess

    package init(settings: [String] = []) throws {
        var template = Array("/tmp/keddah-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        port = freePort()
        let user = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        if getuid() == 0, let owner = getpwnam("postgres") { chown(folder, owner.pointee.pw_uid, owner.pointee.pw_gid) }
        chmod(folder, 0o755)
        let data = folder + "/data"
        let made = try ChildProcess.run(
            user + [
                Self.programs + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-sync",
            ])
        guard made.status == 0 else { throw Unavailable("initdb: \(made.output)\(made.errors)") }
        let options =
            [
                "fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300", "wal_level=replica",
                "listen_addresses=127.0.0.1,::1", "port=\(port)", "unix_socket_directories=\(folder)",
                "shared_preload_libraries=pg_stat_statements", "log_min_messages=fatal", "lc_messages=C",
                "hba_file=\(folder)/hba.conf",
            ] + settings
        let command = user + [Self.programs + "postgres", "-D", data] + options.flatMap { ["-c", $0] }
        // The shell sees the end of its input when this process is gone.
        let script =
            "printf 'local all locked scram-sha-256\\nhost all locked all scram-sha-256\\n"
            + "local all all trust\\nhost all all all trust\\n"
            + "local replication all trust\\nhost replication all all trust\\n' > \(folder)/hba.conf; "
            + "\"$@\" & read line; kill -QUIT $(head -n 1 \(data)/postmaster.pid); wait; rm -rf \(folder)"
        server = try ChildProcess(["/bin/sh", "-c", script, "sh"] + command)
        guard wait(seconds: 30, until: { (try? sql("select 1")) == "1" }) else {
            throw Unavailable("PostgreSQL did not start: \(server.output)\(server.errors)")
        }
    }

    deinit {
        server.closeInput()
        _ = try? server.wait(seconds: 20)
    }

    /// Executes SQL without any proxy and gives the rows, columns separated by `|`.
    @discardableResult
    package func sql(_ text: String, database: String = "postgres") throws -> String {
        let result = try ChildProcess.run(
            [
                "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", "\(port)", "-U",
                "postgres",
                "-d", database, "-c", text,
            ])
        guard result.status == 0 else { throw Unavailable(result.errors) }
        return result.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().joined(separator: "\n")
    }

    /// Where it listens.
    package var v4: SocketAddress { .v4(0x7f00_0001, port: port) }
    package var v6: SocketAddress { .v6(high: 0, low: 1, port: port, scope: 0) }
    package var unix: SocketAddress { .unix("\(folder)/.s.PGSQL.\(port)") }
}
