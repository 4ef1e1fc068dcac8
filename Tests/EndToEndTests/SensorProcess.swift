import Glibc
import Platform
import TestSupport

/// A sensor in a process of its own, before the shared PostgreSQL.
final class SensorProcess {
    let folder: TemporaryFolder
    let cluster: PostgresCluster
    let process: ChildProcess
    let port: UInt16
    let configuration: String

    var store: String { folder.path + "/store" }
    var address: SocketAddress { .v4(0x7f00_0001, port: port) }

    /// Starts a sensor and waits until it listens; `launcher` stands before the program's name.
    init(
        _ folder: TemporaryFolder = TemporaryFolder(), capture: String = "text", upstream: String? = nil,
        proxy: String = "", more: String = "", launcher: [String] = []
    ) throws {
        self.folder = folder
        cluster = try PostgresCluster.shared.get()
        configuration = try folder.write(
            Self.configuration(folder, cluster, capture: capture, upstream: upstream, proxy: proxy, more: more),
            to: "keddah.yaml")
        process = try ChildProcess(launcher + [Keddah.program, "run", "--config", configuration])
        let marker = "listen=127.0.0.1:"
        guard wait(until: { [process] in process.errors.contains(marker) || !process.isRunning }),
            let place = process.errors.split(separator: marker).dropFirst().first,
            let port = UInt16(place.prefix { $0.isNumber })
        else { throw Unavailable("the sensor did not start: \(process.errors)") }
        self.port = port
    }

    /// `proxy` has more keys of the proxy, as the inside of a flow mapping.
    static func configuration(
        _ folder: TemporaryFolder, _ cluster: PostgresCluster, capture: String, upstream: String? = nil,
        proxy: String = "", more: String = ""
    ) -> String {
        """
        store: {path: \(folder.path)/store, flush: 200ms}
        proxies:
          - {name: shop, listen: ["127.0.0.1:0"], upstream: "\(upstream ?? "unix:\(cluster.folder):\(cluster.port)")",
             capture: \(capture), \(proxy)}
        \(more)

        """
    }

    func client(application: String = "raw") throws -> RawClient {
        try RawClient(address, user: "postgres", application: application)
    }

    /// Ends it in order.
    @discardableResult
    func stop() throws -> ChildProcess.Result {
        process.signal(SIGTERM)
        return try process.wait(seconds: 20)
    }

    func query(_ arguments: String...) throws -> Keddah.Answer { try Keddah.query(store, arguments) }

    /// Runs a command on this sensor's store.
    func keddah(_ arguments: String...) throws -> ChildProcess.Result { try Keddah.run(arguments + ["-d", store]) }

    func pgbench(_ arguments: [String], application: String = "bench") throws -> ChildProcess {
        try ChildProcess(
            ["pgbench", "-n", "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres"] + arguments + ["postgres"],
            environment: ["PGAPPNAME": application])
    }
}
