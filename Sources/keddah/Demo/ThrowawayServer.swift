import Glibc
import Platform

/// A PostgreSQL server that nothing but the demonstration's folder remembers. It listens on a socket in that folder
/// alone, and every login needs a password, because a port before it is open to all users of this machine.
final class ThrowawayServer {
    static let port: UInt16 = 5432
    static let superuser = "postgres"

    private let installation: PostgreSQLInstallation
    private let folder: DemoFolder
    private let process: Subprocess

    var processID: Int32 { process.processID }

    /// Makes a cluster and starts a server on it, which is ready when this returns.
    init(_ installation: PostgreSQLInstallation, _ folder: DemoFolder, password: String, _ interruption: Interruption)
        throws
    {
        self.installation = installation
        self.folder = folder
        try Self.makeCluster(installation, folder, password: password, interruption)
        var command = installation.server(
            "postgres", ["-D", folder.cluster, "-k", folder.server, "-p", "\(Self.port)"] + Self.settings)
        command.directory = folder.server
        command.output = .file(folder.serverLog)
        command.errorOutput = .file(folder.serverLog)
        process = try command.start()
        do {
            try waitUntilReady(interruption)
        } catch {
            stop()
            throw error
        }
    }

    /// Small, and fast rather than safe: nobody will miss the data.
    private static let settings = [
        "listen_addresses=", "shared_buffers=32MB", "fsync=off", "max_connections=40", "autovacuum=off",
    ].flatMap { ["-c", $0] }

    private static func makeCluster(
        _ installation: PostgreSQLInstallation, _ folder: DemoFolder, password: String, _ interruption: Interruption
    ) throws {
        let passwordFile = try folder.writeForServer(password, to: "password")
        defer { unlink(passwordFile) }
        var command = installation.server(
            "initdb",
            [
                "-D", folder.cluster, "-U", superuser, "--auth=scram-sha-256", "--pwfile=\(passwordFile)", "--no-sync",
                "--locale=C", "--encoding=UTF8", "--no-instructions",
            ])
        command.directory = folder.server
        command.output = .file(folder.serverLog)
        command.errorOutput = .file(folder.serverLog)
        guard try interruption.run(command, seconds: 60) == .exited(0) else {
            throw DemoFailure.failed(step: "initdb", said: DemoFolder.tail(of: folder.serverLog))
        }
    }

    private func waitUntilReady(_ interruption: Interruption) throws {
        let deadline = Clock.after(seconds: 30)
        while process.end == nil, Clock.monotonic() < deadline {
            var command = installation.client("pg_isready", ["-q", "-h", folder.server, "-p", "\(Self.port)"])
            command.output = .null
            command.errorOutput = .null
            if try interruption.run(command, seconds: 5) == .exited(0) { return }
            try interruption.wait(until: Clock.after(seconds: 0.05))
        }
        throw DemoFailure.failed(step: "starting PostgreSQL", said: DemoFolder.tail(of: folder.serverLog))
    }

    /// Ends it without a shutdown checkpoint: the cluster is thrown away next.
    func stop() { process.stop(SIGQUIT, killAfterMilliseconds: 5_000) }
}
