import Glibc
import Observations
import Platform
import TestSupport

@testable import Proxy

/// A proxy in this process before the shared PostgreSQL, and what it observed.
final class RunningProxy {
    let cluster: PostgresCluster
    private let runtime: ProxyRuntime
    private let sink = Counting()
    private let folder = TemporaryFolder()

    init(
        upstream: [SocketAddress]? = nil, capture: CaptureLevel = .text, authenticationTimeout: UInt64 = 60_000_000_000,
        maxClients: Int = .max, adjust: (inout ProxyOptions) throws -> Void = { _ in }
    ) throws {
        cluster = try PostgresCluster.shared.get()
        var options = ProxyOptions(
            name: "test",
            listen: [
                .v4(0x7f00_0001, port: 0), .v6(high: 0, low: 1, port: 0, scope: 0),
                .unix("\(folder.path)/.s.PGSQL.5432"),
            ],
            upstream: upstream ?? [cluster.unix], upstreamName: "the-upstream:5432", capture: capture,
            authenticationTimeout: authenticationTimeout, maxClients: maxClients)
        try adjust(&options)
        runtime = ProxyRuntime([options], shapeKey: 1, sink: sink)
        try runtime.start(loops: 1)
    }

    deinit { runtime.stop() }

    var v4: SocketAddress { runtime.status[0].listen[0] }
    var v6: SocketAddress { runtime.status[0].listen[1] }
    var unix: SocketAddress { runtime.status[0].listen[2] }
    var sessions: Int { runtime.status[0].sessions }
    var accepted: Int { runtime.status[0].accepted }
    var failed: Int { runtime.status[0].failed }

    func client(
        user: String = "postgres", database: String = "postgres", application: String = "raw", seconds: Int = 30
    ) throws -> RawClient {
        try RawClient(v4, user: user, database: database, application: application, seconds: seconds)
    }

    /// What was observed, when all sessions but so many have ended.
    func observed(openSessions: Int = 0) -> Counting.Totals {
        wait { sessions <= openSessions }
        let done = Handoff<Void>()
        runtime.handOver { done.give(()) }
        done.wait()
        return sink.current
    }

    /// The processor time of its loop, in nanoseconds.
    var processorTime: UInt64 {
        let used = Handoff<UInt64>()
        runtime.handOver { used.give(Clock.threadCPU()) }
        return used.wait()
    }

    /// Whether a backend executes pg_sleep.
    func isSleeping(_ processID: UInt32) -> Bool {
        (try? cluster.sql("select wait_event from pg_stat_activity where pid = \(processID)")) == "PgSleep"
    }

    /// Runs psql through the proxy.
    func psql(_ arguments: [String], input: String? = nil) throws -> ChildProcess.Result {
        try ChildProcess.run(
            ["psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", "\(v4.port)", "-U", "postgres", "-d", "postgres"]
                + arguments, input: input)
    }
}

extension Counting.Totals {
    func calls(_ sql: String) -> UInt64 { calls[Counted.fingerprint(sql)] ?? 0 }
    func rows(_ sql: String) -> UInt64 { rows[Counted.fingerprint(sql)] ?? 0 }
}

extension [Reply] {
    /// The types of the messages.
    var types: String { String(map(\.type)) }
    /// The SQLSTATE of the first error.
    var sqlstate: String? { first { $0.type == "E" }?.field("C") }
    var message: String? { first { $0.type == "E" }?.field("M") }
}
