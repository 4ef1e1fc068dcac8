import Observations
import Synchronization
import Testing

@testable import Capture

/// A meter whose steps become rows.
final class MeteredRows {
    private(set) var records: [FlowRecord] = []
    private(set) var meter: FlowMeter!

    init(proxied: Set<ProxiedEndpoint> = [], flowLimit: Int = 1000, isComplete: Bool = true) {
        meter = FlowMeter(
            PacketParser(.raw), proxied: ProxiedPorts(proxied), probes: nil, flowLimit: flowLimit,
            isComplete: isComplete
        ) { [unowned self] table, step in
            records += FlowRows.records(of: table, step: step, iface: "test")
        }
    }

    func count(_ packet: [UInt8], at second: UInt64 = 1_000, length: Int? = nil, way: Packet.Way = .unknown) {
        packet.withUnsafeBytes {
            meter.count(
                $0.baseAddress!, captured: $0.count, length: length ?? $0.count, second: second, way: way)
        }
    }

    /// All rows, after the end of the open step.
    func finish() -> [FlowRecord] {
        meter.turn(to: meter.step)
        return records
    }
}

@Suite struct FlowMeterTests {
    private let a: [UInt8] = [10, 0, 0, 1]
    private let b: [UInt8] = [10, 0, 0, 2]
    private let addressOfA = IPAddress(v4: 0x0a00_0001)
    private let addressOfB = IPAddress(v4: 0x0a00_0002)

    private func there(_ proto: UInt8, _ payload: [UInt8]) -> [UInt8] { Frames.ipv4(proto, payload, from: a, to: b) }
    private func back(_ proto: UInt8, _ payload: [UInt8]) -> [UInt8] { Frames.ipv4(proto, payload, from: b, to: a) }

    /// Who the first packet of a flow, from a to b, is taken to be of: true when a asked.
    private func asksFirst(_ packet: [UInt8]) throws -> Bool {
        let rows = MeteredRows()
        rows.count(packet)
        return try #require(rows.finish().first).sip == IPAddress(v4: 0x0a00_0001)
    }

    @Test func `Both directions of a connection are one flow, whatever the client's port`() throws {
        let rows = MeteredRows()
        for port in [40_000, 40_001, 40_002] {
            rows.count(there(6, Frames.tcp(port, 5432, flags: 2)), length: 100)
            rows.count(back(6, Frames.tcp(5432, port, flags: 0x12)), length: 60)
            rows.count(there(6, Frames.tcp(port, 5432)), length: 10)
        }
        #expect(
            rows.finish() == [
                FlowRecord(
                    time: 900, iface: "test", sip: addressOfA, dip: addressOfB, sport: 0, dport: 5432, proto: 6,
                    packetsReceived: 6, packetsSent: 3, bytesReceived: 330, bytesSent: 180)
            ])
    }

    @Test func `Flags of TCP tell who asked, before ports do`() throws {
        #expect(try asksFirst(there(6, Frames.tcp(1000, 50_000, flags: 0x02))))
        #expect(try !asksFirst(there(6, Frames.tcp(50_000, 1000, flags: 0x12))))
        #expect(try asksFirst(there(6, Frames.tcp(50_000, 1000))))
        #expect(try !asksFirst(there(6, Frames.tcp(1000, 50_000))))
        // Both or none ephemeral: the lower is the server's.
        #expect(try asksFirst(there(6, Frames.tcp(50_000, 40_000))))
        #expect(try !asksFirst(there(6, Frames.tcp(40_000, 50_000))))
        #expect(try asksFirst(there(6, Frames.tcp(32_767, 1000))))
        #expect(try !asksFirst(there(6, Frames.tcp(32_767, 32_768))))
        #expect(try asksFirst(there(6, Frames.tcp(7000, 7000))))
    }

    @Test func `Datagrams to groups are never answers`() throws {
        #expect(try !asksFirst(there(17, Frames.udp(5353, 60_000))))
        let group = Frames.ipv4(17, Frames.udp(5353, 60_000), from: a, to: [224, 0, 0, 251])
        #expect(try asksFirst(group))
        let everybody = Frames.ipv4(17, Frames.udp(67, 68), from: a, to: [255, 255, 255, 255])
        #expect(try asksFirst(everybody))
    }

    @Test func `Types of ICMP tell who asked`() throws {
        for (type, asks) in [
            (8, true), (13, true), (0, false), (3, false), (11, false), (12, false), (14, false), (5, true),
        ] {
            #expect(try asksFirst(there(1, Frames.icmp(UInt8(type)))) == asks, "ICMP type \(type)")
        }
        for (type, asks) in [(128, true), (129, false), (1, false), (3, false), (4, false), (135, true)] {
            let rows = MeteredRows()
            rows.count(Frames.ipv6(58, Frames.icmp(UInt8(type))))
            let source = try #require(rows.finish().first).sip
            #expect((source == IPAddress("2001:db8::1")) == asks, "ICMPv6 type \(type)")
        }
    }

    @Test func `Clients of common ports are not told apart in memory`() {
        let rows = MeteredRows()
        for port in 0..<100 {
            rows.count(there(6, Frames.tcp(40_000 + port, 443, flags: 2)))
            rows.count(back(6, Frames.tcp(443, 40_000 + port)))
            rows.count(there(17, Frames.udp(40_000 + port, 53)))
        }
        #expect(rows.meter.table.count == 2)
        #expect(rows.finish().map(\.dport).sorted() == [53, 443])
        #expect(!FlowDirection.isCommon(80, 17) && FlowDirection.isCommon(80, 6) && FlowDirection.isCommon(8080, 6))
        #expect(FlowDirection.isCommon(445, 6) && !FlowDirection.isCommon(5432, 6) && FlowDirection.isCommon(443, 17))
    }

    @Test func `A flow to a proxy keeps its client's port, also at a common port`() {
        let rows = MeteredRows(proxied: [
            ProxiedEndpoint(address: addressOfB, port: 443), ProxiedEndpoint(address: nil, port: 1337),
        ])
        for port in [40_000, 40_001] {
            rows.count(there(6, Frames.tcp(port, 443, flags: 2)))
            rows.count(back(6, Frames.tcp(443, port)))
            // Seen in the middle, with a client's port that is lower.
            rows.count(back(6, Frames.tcp(1337, port - 39_000)))
            rows.count(there(6, Frames.tcp(port, 5432)))
        }
        let ties = rows.finish().map { [$0.dport, $0.sport] }.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        #expect(ties == [[443, 40_000], [443, 40_001], [1337, 1000], [1337, 1001], [5432, 0]])
    }

    @Test func `What came in and went out is told by the interface where it can be`() throws {
        let rows = MeteredRows()
        rows.count(there(6, Frames.tcp(40_000, 5432, flags: 2)), length: 70, way: .sent)
        rows.count(back(6, Frames.tcp(5432, 40_000, flags: 0x12)), length: 80, way: .received)
        let row = try #require(rows.finish().first)
        #expect(row.sip == addressOfA && row.bytesSent == 70 && row.bytesReceived == 80)
    }

    @Test func `Steps are five minutes of the packets' own time`() {
        let rows = MeteredRows()
        for second in [599, 600, 899, 900, 899, 1200, 300] as [UInt64] {
            rows.count(there(6, Frames.tcp(40_000, 5432)), at: second)
        }
        // A packet that comes a second late counts in the step that is open.
        #expect(
            rows.finish().map { [$0.time, $0.packetsReceived] } == [
                [300, 1], [600, 2], [900, 2], [1200, 1], [300, 1],
            ])
    }

    @Test func `Which way a flow goes is remembered into the next step`() {
        let rows = MeteredRows()
        rows.count(back(6, Frames.tcp(5432, 1000, flags: 2)), at: 600)
        rows.count(there(6, Frames.tcp(1000, 5432)), at: 900)
        rows.count(there(6, Frames.tcp(1000, 5432)), at: 1200)
        #expect(rows.finish().allSatisfy { $0.sip == addressOfB && $0.dport == 1000 })
    }

    @Test func `Flows beyond the limit are counted, or told in parts`() {
        for isComplete in [false, true] {
            let rows = MeteredRows(flowLimit: 10, isComplete: isComplete)
            for port in 0..<25 { rows.count(there(6, Frames.tcp(40_000 + port, 5432)), length: 100) }
            let packets = rows.finish().packets
            #expect(packets == (isComplete ? 25 : 10))
            #expect(rows.meter.counts.overflowPackets == (isComplete ? 0 : 15))
            #expect(rows.meter.counts.overflowBytes == (isComplete ? 0 : 1500))
            #expect(rows.meter.counts.packets == 25)
        }
    }

    @Test func `The limit of flows can be changed at any time`() {
        let rows = MeteredRows(flowLimit: 10, isComplete: false)
        let send = { (ports: Range<Int>) in
            for port in ports { rows.count(self.there(6, Frames.tcp(40_000 + port, 5432))) }
        }
        send(0..<15)
        #expect(rows.meter.counts.overflowPackets == 5)
        rows.meter.flowLimit = 20
        send(15..<25)
        #expect(rows.meter.table.count == 20 && rows.meter.counts.overflowPackets == 5)
        rows.meter.flowLimit = 5
        send(0..<25)
        #expect(rows.meter.table.count == 20 && rows.meter.counts.overflowPackets == 10)
    }

    @Test func `Issues are counted by reason`() {
        let rows = MeteredRows()
        rows.count(Array(there(6, Frames.tcp(1, 2)).prefix(30)), length: 40)
        rows.count(Frames.ipv4(17, [0, 0, 0, 0], fragment: 10))
        rows.count([0x13, 0, 0, 0])
        rows.count(Frames.ipv4(6, Frames.tcp(1, 2), length: 999))
        let names = rows.meter.counts.issues.occurred.map { "\($0.issue.name) \($0.count)" }
        #expect(
            names == ["packet fragmented 1", "invalid IP header 1", "packet truncated 1", "length beyond the frame 1"])
        #expect(rows.finish().packets == 1)
    }
}
