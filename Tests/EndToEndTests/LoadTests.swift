import Glibc
import Platform
import TestSupport
import Testing

/// The sensor under load.
@Suite(.serialized) struct LoadTests {
    private func initialise(_ cluster: PostgresCluster) throws {
        let result = try ChildProcess.run([
            "pgbench", "-i", "-q", "-I", "dtgp", "-h", cluster.folder, "-p", "\(cluster.port)", "-U", "postgres",
            "postgres",
        ])
        guard result.status == 0 else { throw Unavailable(result.errors) }
    }

    @Test func `Nothing that pgbench executes is lost`() throws {
        let sensor = try SensorProcess()
        try initialise(sensor.cluster)
        for mode in ["simple", "extended", "prepared"] {
            let load = try sensor.pgbench(["-S", "-M", mode, "-c", "8", "-t", "2000"], application: mode)
            let result = try load.wait()
            #expect(result.status == 0, "\(result.errors)")
            let answer = try sensor.query(
                "--from", "statements", "-c", "verb = select & application = \(mode)", "fingerprint")
            #expect(answer.rows.first?.counters["calls"] == 16_000, "\(mode)")
            #expect(answer.rows.first?.counters["rows"] == 16_000, "\(mode)")
        }
        let all = try sensor.query("-c", "calls > 0 & verb = select", "sqlstate").rows
        #expect(all.map { $0.attributes["sqlstate"] } == ["00000"])
        #expect(try sensor.stop().status == 0)
    }

    @Test func `What was flushed survives kill -9`() throws {
        let folder = TemporaryFolder()
        var kept = 0.0
        for _ in 0..<3 {
            let sensor = try SensorProcess(folder)
            if kept == 0 { try initialise(sensor.cluster) }
            #expect(try calls(sensor.store) >= kept)
            let load = try sensor.pgbench(["-S", "-c", "4", "-T", "60"])
            var seen = 0.0
            #expect(
                try wait {
                    seen = try calls(sensor.store); return seen > kept + 100
                })
            kept = seen
            sensor.process.signal(SIGKILL)
            #expect(try sensor.process.wait().status == 137)
            load.signal(SIGKILL)
            #expect(try calls(sensor.store) >= kept)
        }
        let sensor = try SensorProcess(folder)
        #expect(try sensor.query("verb").summary.stats.blocks_damaged == 0)
        #expect(try sensor.stop().status == 0)
    }

    /// All calls in a store, none of its blocks being damaged.
    private func calls(_ store: String) throws -> Double {
        let answer = try Keddah.query(store, ["-c", "application = bench", "verb"])
        #expect(answer.summary.stats.blocks_damaged == 0)
        return answer.rows.reduce(0) { $0 + ($1.counters["calls"] ?? 0) }
    }
}
