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

    @Test func `A capture file goes into the store of a sensor that runs`() throws {
        let sensor = try SensorProcess()
        let file = sensor.folder.path + "/one.pcap"
        try Self.capture.withUnsafeBytes { bytes in
            try FileDescriptor.open(file, flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll(Array(bytes))
        }
        let result = try sensor.keddah("capture", file, "-i", "dmz")
        #expect(result.status == 0, "\(result.errors)")
        let flow = try sensor.query("--from", "flows", "-f", "2026-03-01", "-l", "2026-03-02", "iface,sip,dip,dport")
            .rows.first
        #expect(
            flow?.attributes == ["iface": "dmz", "sip": "198.51.100.7", "dip": "192.0.2.1", "dport": "5432"],
            "\(result.output)")
        #expect(try sensor.stop().status == 0)
    }

    /// A file with one packet: 198.51.100.7 asks 192.0.2.1 for a connection to port 5432 on 2026-03-01.
    private static let capture: [UInt8] =
        words([0xa1b2_c3d4, 0x0002_0004, 0, 0, 65_535, 101, 1_772_323_210, 0, 40, 40])
        + [
            0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, 198, 51, 100, 7, 192, 0, 2, 1,
            0x9c, 0x40, 0x15, 0x38, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0xff, 0xff, 0, 0, 0, 0,
        ]

    private static func words(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }
}
