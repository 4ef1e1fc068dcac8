import Glibc
import Platform
import TestSupport
import Testing

/// `keddah capture`.
@Suite struct CaptureCommandTests {
    private let folder = TemporaryFolder()
    private var store: String { folder.path + "/store" }

    private static func number(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// A file in which 10.0.0.9 tries ports of 10.0.0.1 that are closed.
    private func scan(ports: Int, more: [UInt8] = []) throws -> String {
        var bytes = Self.number(0xa1b2_c3d4, 4) + [2, 0, 4, 0] + [UInt8](repeating: 0, count: 8)
        bytes += Self.number(65_535, 4) + Self.number(101, 4)
        for port in 0..<ports {
            let ends: [[UInt8]] = [[10, 0, 0, 9], [10, 0, 0, 1]]
            let numbers: [[UInt8]] = [[0xb0, 0], [4, UInt8(port)]]
            for isAnswer in [0, 1] {
                let tcp = numbers[isAnswer] + numbers[1 - isAnswer] + [UInt8](repeating: 0, count: 8)
                let flags: [UInt8] = [0x50, isAnswer == 0 ? 0x02 : 0x14]
                let packet: [UInt8] =
                    [0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0] + ends[isAnswer] + ends[1 - isAnswer] + tcp + flags
                    + [UInt8](repeating: 0, count: 6)
                bytes += Self.number(1_700_000_100, 4) + Self.number(0, 4) + Self.number(40, 4) + Self.number(40, 4)
                bytes += packet
            }
        }
        let path = folder.path + "/scan.pcap"
        try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC).writeAll(bytes + more)
        return path
    }

    private func counted(_ table: String, _ columns: String) throws -> [Keddah.Answer.Row] {
        try Keddah.query(store, ["--from", table, "-f", "2023-11-01", columns]).rows
    }

    @Test func `A file becomes flows, ports and one incident`() throws {
        let result = try Keddah.run(["capture", try scan(ports: 20), "-i", "eth7", "-d", store])
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output.contains("scan.pcap: 40 packets, 1600 bytes\n"))
        #expect(result.output.contains("2023-11-14T22:15:00Z to 2023-11-14T22:15:00Z"))
        #expect(!result.output.contains("\r"))
        let flows = try counted("flows", "iface,sip,dip,dport")
        #expect(flows.count == 20 && flows.allSatisfy { $0.attributes["iface"] ?? "eth7" == "eth7" })
        let ports = try counted("ports", "source,port,protocol")
        #expect(ports.count == 20 && ports.allSatisfy { $0.attributes["source"] == "10.0.0.9" })
        let incidents = try counted("incidents", "trap,kind,action,source")
        #expect(incidents.map { $0.attributes["action"] } == ["small_port_scan"])
        #expect(incidents.map { $0.counters["count"] } == [1])
    }

    @Test func `A damaged file is said, and what came before is kept`() throws {
        let path = try scan(ports: 3, more: [1, 2, 3])
        let result = try Keddah.run(["capture", path, "-d", store])
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "packet 7, at byte \(24 + 6 * 56), ends within its header; what came before was kept"))
        #expect(try counted("flows", "sip,dip,dport").count == 3)
    }

    @Test func `Ctrl-C keeps what was read of a file without end`() throws {
        let path = folder.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let capture = try ChildProcess([Keddah.program, "capture", path, "-i", "eth7", "-d", store])
        let pipe = try FileDescriptor.open(path, flags: O_WRONLY)
        try pipe.writeAll(try Self.contents(try scan(ports: 20)))
        func unread() -> Int32 {
            var count: Int32 = 0
            return ioctl(pipe.number, UInt(FIONREAD), &count) == 0 ? count : -1
        }
        #expect(wait { unread() == 0 })
        capture.signal(SIGINT)
        let result = try capture.wait(seconds: 20)
        #expect(result.status == 1 && result.errors.contains("was not read to its end; what came before was kept"))
        #expect(try counted("flows", "sip,dip,dport").count == 20)
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = try FileDescriptor.open(path, flags: O_RDONLY).read(into: &bytes)
        return Array(bytes[..<count])
    }

    @Test func `A store that takes no rows ends the reading, and a name is a name`() throws {
        let path = try scan(ports: 20)
        let failed = try Keddah.run(["capture", path, "-d", "/proc/none"])
        #expect(failed.status == 1 && failed.errors.contains("/proc/none"))
        let named = try Keddah.run(["capture", path, "-i", "e\u{1b}[31m", "-d", store])
        #expect(named.status == 64 && named.errors.contains("-i takes a name"))
    }

    @Test func `import pcap does the same`() throws {
        let result = try Keddah.run(["import", "pcap", try scan(ports: 20), "-i", "eth7", "-d", store])
        #expect(result.status == 0 && result.output.contains("small_port_scan"))
        #expect(try counted("flows", "sip,dip,dport").count == 20)
    }

    @Test func `Standard input, a filter, and mistakes`() throws {
        let path = try scan(ports: 20)
        let program = "\(Keddah.program) capture - -i in -c 'dst port 1025' -d \(store) < \(path)"
        let result = try ChildProcess.run(["/bin/sh", "-c", program])
        #expect(result.status == 0 && result.output.contains("standard input: 1 packets, 40 bytes"))
        #expect(result.output.contains("39"))
        let mistakes = [
            ["capture", "no-such-thing"], ["capture", path, "-c", "prot 5"], ["capture", "\(folder.path)/none.pcap"],
            ["capture", "lo", "--interval", "0"],
        ].map { try? Keddah.run($0 + ["-d", folder.path + "/never"]) }
        #expect(mistakes.allSatisfy { $0?.status != 0 })
        #expect(mistakes[0]?.errors.contains("neither a file nor an interface \"no-such-thing\"") == true)
        #expect(mistakes[1]?.errors.contains("the filter \"prot 5\" is not understood: ") == true)
        #expect(mistakes[2]?.errors.contains("No such file") == true)
        #expect(access(folder.path + "/never", F_OK) != 0)
    }

    @Test func `A sensor that runs on the store takes the rows`() throws {
        let sensor = try SensorProcess()
        let result = try Keddah.run(["capture", try scan(ports: 20), "-d", sensor.store])
        #expect(result.status == 0, "\(result.errors)")
        let flows = try Keddah.query(sensor.store, ["--from", "flows", "-f", "2023-11-01", "sip,dip,dport"])
        #expect(flows.rows.count == 20)
    }

    @Test func `An interface's flows are printed until the end, for people and programs`() throws {
        let probe = try Keddah.run(["capture", "lo", "--duration", "1", "-e", "json"])
        // Where capturing is not permitted, that is said.
        guard probe.status == 0 else {
            #expect(probe.errors.contains("CAP_NET_RAW"))
            return
        }
        let capture = try ChildProcess([
            Keddah.program, "capture", "lo", "-c", "host 127.0.0.99", "-e", "csv", "--interval", "1",
        ])
        #expect(
            try wait {
                _ = try ChildProcess.run(["ping", "-c", "1", "127.0.0.99"])
                return capture.output.contains("ICMP")
            })
        capture.signal(SIGINT)
        let result = try capture.wait()
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("time,iface,sip,sport,dip,dport,proto,packets_rcvd,packets_sent,bytes_rcvd,"))
        #expect(result.errors.contains("dropped by the kernel           0"))
    }
}
