import Glibc
import Platform
import TestSupport
import Testing

/// How the sensor ends, and how another one takes its place.
@Suite(.serialized) struct EndingTests {
    private func text(of file: String) throws -> String {
        try ChildProcess.run(["cat", file]).output
    }

    /// Starts a statement that runs until the lock is released.
    private func blocked(_ sensor: SensorProcess) throws -> (client: RawClient, holder: RawClient) {
        let holder = try RawClient(sensor.cluster.v4, user: "postgres")
        try holder.query("select pg_advisory_lock(77)")
        let client = try sensor.client()
        try client.send(Frontend.query("select pg_advisory_lock(77), 42"))
        let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        guard wait(until: { (try? sensor.cluster.sql(waiting)) == "1" }) else { throw Unavailable("nothing waits") }
        return (client, holder)
    }

    @Test func `SIGTERM waits for running statements and ends idle sessions at once`() throws {
        let sensor = try SensorProcess()
        let idle = try sensor.client()
        let (busy, holder) = try blocked(sensor)
        sensor.process.signal(SIGTERM)
        #expect(try idle.untilEnd().first?.field("C") == "57P01")
        #expect(sensor.process.isRunning)
        #expect(wait { (try? RawClient(sensor.address)) == nil })
        try holder.query("select pg_advisory_unlock(77)")
        let answer = try busy.untilEnd()
        #expect(String(answer.map(\.type)) == "TDCZE")
        #expect(answer.last?.field("C") == "57P01")
        #expect(try sensor.process.wait(seconds: 20).status == 0)
        #expect(try sensor.query("-c", "verb = select", "fingerprint").rows.count == 1)
    }

    @Test func `A second SIGTERM does not wait`() throws {
        let sensor = try SensorProcess()
        let (busy, holder) = try blocked(sensor)
        sensor.process.signal(SIGTERM)
        #expect(wait { sensor.process.errors.contains("stopping") })
        sensor.process.signal(SIGTERM)
        #expect(try sensor.process.wait(seconds: 20).status == 0)
        #expect(try busy.untilEnd().last?.field("C") == "57P01")
        try holder.query("select pg_advisory_unlock(77)")
    }

    @Test func `SIGTERM while the sensor waits for its restart stops it`() throws {
        let sensor = try SensorProcess()
        let (busy, holder) = try blocked(sensor)
        sensor.process.signal(SIGUSR2)
        #expect(wait { sensor.process.errors.contains("restarting") })
        sensor.process.signal(SIGTERM)
        #expect(try sensor.process.wait(seconds: 20).status == 0)
        #expect(try busy.untilEnd().last?.field("C") == "57P01")
        try holder.query("select pg_advisory_unlock(77)")
    }

    @Test func `A restart that would fail is not begun, and addresses that are gone are not kept`() throws {
        let sensor = try SensorProcess()
        let text = try text(of: sensor.configuration)
        _ = try sensor.folder.write("proxies: {", to: "keddah.yaml")
        sensor.process.signal(SIGUSR2)
        #expect(wait { sensor.process.errors.contains("not restarted") })
        #expect(try sensor.client().query("select 1").last?.type == "Z")
        _ = try sensor.folder.write(text.replacing("127.0.0.1:0", with: "127.0.0.2:0"), to: "keddah.yaml")
        sensor.process.signal(SIGUSR2)
        #expect(wait { sensor.process.errors.contains("listen=127.0.0.2:") })
        #expect(wait { (try? RawClient(sensor.address)) == nil })
        #expect(try sensor.stop().status == 0)
    }

    @Test func `SIGUSR2 starts the program again without a moment in which nobody listens`() throws {
        let sensor = try SensorProcess()
        let (busy, holder) = try blocked(sensor)
        sensor.process.signal(SIGUSR2)
        #expect(wait { sensor.process.errors.contains("restarting") })
        // This one waits in the queue of the socket, which stays open.
        let early = try RawClient(sensor.address)
        try early.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
        try holder.query("select pg_advisory_unlock(77)")
        #expect(try busy.untilEnd().last?.field("C") == "57P01")
        #expect(try early.untilReady().last?.type == "Z")
        try early.query("select 'after the restart'")
        #expect(try sensor.query("-c", "verb = select", "fingerprint").rows.count == 2)
        #expect(try sensor.stop().status == 0)
    }
}
