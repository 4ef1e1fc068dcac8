import Glibc
import Platform
import TestSupport
import Testing

/// Whether this process may capture packets.
private let mayCapture: Bool = {
    let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
}()

/// A sensor that captures the loopback interface.
@Suite(.serialized, .enabled(if: mayCapture)) struct CaptureSensorTests {
    private func sensor(_ capture: String = "interfaces: {lo: {}}") throws -> SensorProcess {
        let sensor = try SensorProcess(more: "capture: {\(capture)}")
        #expect(
            try wait {
                try sensor.keddah("status").output.contains("Interface      : lo capturing")
            })
        return sensor
    }

    /// Has a client ask for 20 kB, and tells its port once its session is recorded.
    private func talk(through sensor: SensorProcess) throws -> UInt16 {
        let port: UInt16
        do {
            let client = try sensor.client()
            for _ in 0..<20 { try client.query("select repeat('x', 1000)") }
            port = try #require(client.localPort)
        }
        #expect(
            try wait {
                try sensor.query("--from", "sessions", "-c", "client_port = \(port)", "client").rows.count == 1
            })
        return port
    }

    @Test func `A flow of a session has the session's port`() throws {
        let sensor = try sensor()
        let port = try talk(through: sensor)
        let flow = try #require(
            try sensor.query("--from", "flows", "-c", "sport = \(port)", "sip,dip,sport,dport,proto").rows.first)
        #expect(flow.attributes["dport"] == "\(sensor.port)")
        #expect(flow.counters.values.reduce(0, +) > 20_000, "\(flow.counters)")
        #expect(try sensor.stop().status == 0)
    }

    /// Scans come from addresses of their own: other tests knock at closed ports too.
    @Test(arguments: [
        (ports: 20, source: "127.0.0.71", action: "small_port_scan"),
        (ports: 500, source: "127.0.0.72", action: "big_port_scan"),
    ])
    func `A scan of ports is one incident, whatever its size`(ports: Int, source: String, action: String) throws {
        let sensor = try sensor()
        _ = try talk(through: sensor)
        let scan = try ChildProcess.run([
            "nmap", "-Pn", "-n", "-sS", "-S", source, "-e", "lo", "-p", "2-\(ports + 1)", "127.0.0.1",
        ])
        #expect(scan.status == 0, "\(scan.errors)")
        func incidents() throws -> [Keddah.Answer.Row] {
            try sensor.query("--from", "incidents", "-c", "source = \(source)", "source,kind,action").rows
        }
        #expect(try wait { try !incidents().isEmpty })
        #expect(try sensor.stop().status == 0)
        let rows = try incidents()
        #expect(rows.map { $0.attributes["action"] } == [action])
        #expect(rows.first?.counters["count"] == 1)
        // Some of the ports may be open.
        let tried = try sensor.query("--from", "ports", "-c", "source = \(source)", "port").rows.count
        #expect((ports * 9 / 10...ports).contains(tried))
    }
}
