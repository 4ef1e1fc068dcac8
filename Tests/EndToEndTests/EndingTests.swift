import Glibc
import Platform
import TestSupport
import Testing

/// How the sensor ends, and how another one takes its place.
@Suite(.serialized) struct EndingTests {
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
