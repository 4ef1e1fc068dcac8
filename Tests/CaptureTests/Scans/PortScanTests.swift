import Observations
import Testing

@testable import Capture

/// Packets by hand, as a file, and the scans that they are.
@Suite struct PortScanTests {
    private let scanner: [UInt8] = [10, 0, 0, 9]
    private let host: [UInt8] = [10, 0, 0, 1]

    private enum Answer {
        case open, closed, none, unreachable
    }

    private func probe(
        _ script: inout ScanScript, _ second: UInt32, _ port: Int, _ answer: Answer, flags: UInt8 = 2,
        to host: [UInt8]? = nil
    ) {
        let host = host ?? self.host
        let probe = Frames.tcp(45_000, port, flags: flags)
        script.send(second, 6, probe, scanner, host)
        switch answer {
        case .open: script.send(second, 6, Frames.tcp(port, 45_000, flags: 0x12), host, scanner)
        case .closed: script.send(second, 6, Frames.tcp(port, 45_000, flags: 0x14), host, scanner)
        case .none: break
        case .unreachable:
            let quoted = Array(Frames.ipv4(6, probe, from: scanner, to: host).prefix(28))
            script.send(second, 1, Frames.icmp(3, 3, quoted), host, scanner)
        }
    }

    @Test(arguments: [(9, nil), (10, PortScan.Action.small), (99, .small), (100, .big), (500, .big)])
    func `Closed ports make a scan, small or big, once`(_ ports: Int, _ action: PortScan.Action?) throws {
        var script = ScanScript()
        for port in 0..<ports { probe(&script, UInt32(port / 100), 1000 + port, .closed) }
        script.pass(200)
        let sink = script.played()
        #expect(sink.lastOfScans.map(\.action) == (action.map { [$0] } ?? []))
        #expect(sink.lastOfScans.allSatisfy { $0.ports == UInt64(ports) && $0.targets == 1 && $0.hasEnded })
        #expect(sink.lastOfScans.allSatisfy { $0.sample.first == 1000 && $0.source == IPAddress("10.0.0.9") })
        #expect(sink.ports.count == ports && sink.ports.allSatisfy { $0.proto == 6 && $0.count == 1 })
    }

    @Test func `Thresholds and the window are those of the options`() throws {
        var script = ScanScript()
        for port in 0..<6 { probe(&script, UInt32(port), 1000 + port, .closed) }
        #expect(script.played(PortScanOptions(window: 60, small: 3, big: 6)).lastOfScans.map(\.action) == [.big])
        #expect(script.played(PortScanOptions(window: 2, small: 3, big: 6)).lastOfScans.isEmpty)
    }

    @Test func `Ports that nobody answers for, and those that a firewall refuses, count too`() throws {
        for answer in [Answer.none, .unreachable] {
            var script = ScanScript()
            for port in 0..<20 { probe(&script, 0, 1000 + port, answer) }
            script.pass(5)
            let sink = script.played()
            #expect(sink.lastOfScans.map(\.ports) == [20] && sink.ports.count == 20)
        }
    }

    @Test(arguments: [0, 0x01, 0x29] as [UInt8]) func `Segments that begin no connection are probes`(_ flags: UInt8)
        throws
    {
        var script = ScanScript()
        for port in 0..<20 { probe(&script, 0, 1000 + port, .closed, flags: flags) }
        #expect(script.played().lastOfScans.map(\.ports) == [20])
    }

    @Test func `A slow probe of the same ports, or few ports in any window, is no scan`() throws {
        var script = ScanScript()
        for turn in 0..<500 { probe(&script, UInt32(turn), 1000 + turn % 9, .closed) }
        for port in 0..<60 { probe(&script, 600 + UInt32(port * 7), 2000 + port, .closed) }
        let sink = script.played()
        #expect(sink.scans.isEmpty && sink.ports.reduce(0) { $0 + $1.count } == 560)
    }

    @Test func `A scan that pauses is two, and one that grows is told with the same number`() throws {
        var script = ScanScript()
        for port in 0..<20 { probe(&script, UInt32(port), 1000 + port, .closed) }
        for port in 0..<200 { probe(&script, 30, 3000 + port, .closed) }
        for port in 0..<20 { probe(&script, 200, 1000 + port, .closed) }
        script.pass(300)
        let sink = script.played()
        #expect(sink.lastOfScans.map(\.action) == [.big, .small])
        #expect(sink.lastOfScans.map(\.ports) == [220, 20])
        #expect(Set(sink.scans.map(\.id)).count == 2)
        let first = sink.scans.filter { $0.id == sink.scans[0].id }
        #expect(first.first?.action == .small && zip(first, first.dropFirst()).allSatisfy { $0.ports <= $1.ports })
    }

    @Test func `One port of many hosts is a scan as well`() throws {
        var script = ScanScript()
        for number in 1...30 { probe(&script, 0, 22, .closed, to: [10, 0, 1, UInt8(number)]) }
        let scan = try #require(script.played().lastOfScans.first)
        #expect(scan.ports == 30 && scan.targets == 30 && scan.sample == [22])
    }

    @Test func `Connections that are answered, and retried ones, are none`() throws {
        var script = ScanScript()
        for turn in 0..<2_000 {
            let (client, second) = (30_000 + turn % 20_000, UInt32(turn / 100))
            script.send(second, 6, Frames.tcp(client, 5432, flags: 2), scanner, host)
            // Every tenth waits for a second SYN.
            if turn % 10 == 0 { script.send(second + 1, 6, Frames.tcp(client, 5432, flags: 2), scanner, host) }
            script.send(second, 6, Frames.tcp(5432, client, flags: 0x12), host, scanner)
            script.send(second, 6, Frames.tcp(client, 5432, flags: 0x11), scanner, host)
            script.send(second, 6, Frames.tcp(5432, client, flags: 0x14), host, scanner)
        }
        script.pass(100)
        let sink = script.played()
        #expect(sink.scans.isEmpty && sink.ports.isEmpty)
    }

    @Test func `Late answers to our own questions are none`() throws {
        var script = ScanScript()
        for port in 0..<50 {
            // A name server answers when we have given up.
            script.send(0, 17, Frames.udp(40_000 + port, 53), host, scanner)
            let answer = Frames.udp(53, 40_000 + port)
            script.send(1, 17, answer, scanner, host)
            let quoted = Frames.ipv4(17, answer, from: scanner, to: host)
            script.send(1, 1, Frames.icmp(3, 3, quoted), host, scanner)
            // A web server sends to a connection that we have closed.
            script.send(1, 6, Frames.tcp(443, 41_000 + port), scanner, host)
            script.send(1, 6, Frames.tcp(41_000 + port, 443, flags: 4), host, scanner)
        }
        script.pass(100)
        let sink = script.played()
        #expect(sink.scans.isEmpty && sink.ports.isEmpty)
    }

    @Test func `Datagrams to closed ports are a scan, unanswered ones only where many go to one host`() throws {
        var closed = ScanScript()
        for port in 0..<20 {
            let probe = Frames.udp(45_000, 1000 + port)
            closed.send(0, 17, probe, scanner, host)
            closed.send(0, 1, Frames.icmp(3, 3, Frames.ipv4(17, probe, from: scanner, to: host)), host, scanner)
        }
        #expect(closed.played().lastOfScans.map(\.ports) == [20])
        for hosts in [1, 20] {
            var silent = ScanScript()
            for port in 0..<20 {
                silent.send(0, 17, Frames.udp(45_000, 1000 + port), scanner, [10, 0, 2, UInt8(port % hosts)])
            }
            silent.pass(10)
            #expect(silent.played().lastOfScans.count == (hosts == 1 ? 1 : 0))
        }
    }

    @Test func `A trace of the route is no scan`() throws {
        var script = ScanScript()
        for hop in 0..<60 {
            let probe = Frames.udp(45_000, 33_434 + hop)
            script.send(0, 17, probe, scanner, host)
            if hop % 2 == 0 {
                script.send(
                    0, 1, Frames.icmp(11, 0, Frames.ipv4(17, probe, from: scanner, to: host)), [10, 9, 9, 9], scanner)
            }
        }
        script.pass(10)
        #expect(script.played().scans.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `The cost of an attempt does not grow with the hosts that were tried`() {
        let detector = ScanDetector(PortScanOptions(), firstID: 1)
        for number in 0..<60_000 {
            let target = FailedProbe.Target(host: IPAddress(v4: UInt32(number)), port: 53, proto: 17)
            let probe = FailedProbe(time: 1_000, source: IPAddress(v4: 1), target: target, evidence: .doubt)
            #expect(detector.take([probe]).isEmpty)
        }
    }

    @Test func `A flood of sources is bounded`() {
        let detector = ScanDetector(PortScanOptions(), firstID: 1)
        for number in 0..<200_000 {
            let probe = FailedProbe(
                time: 1_000, source: IPAddress(v4: UInt32(number)),
                target: .init(host: IPAddress(v4: 1), port: UInt16(number % 60_000), proto: 6), evidence: .refusal)
            #expect(detector.take([probe]).isEmpty)
        }
        let tracker = ProbeTracker()
        var packet = Packet()
        packet.proto = 6
        packet.detail = 2
        for number in 0..<200_000 {
            packet.source = IPAddress(v4: UInt32(number))
            tracker.sawTCP(packet, 1_000)
        }
        #expect(tracker.lost == 200_000 - 65_536)
    }
}
