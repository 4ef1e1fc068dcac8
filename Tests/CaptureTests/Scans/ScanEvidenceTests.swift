import Observations
import Testing

@testable import Capture

/// What is a scan and what only looks like one.
@Suite struct ScanEvidenceTests {
    private let scanner: [UInt8] = [10, 0, 0, 9]
    private let host: [UInt8] = [10, 0, 0, 1]
    private let router: [UInt8] = [10, 9, 9, 9]

    /// The message of ICMP that a packet is answered by.
    private func answer(
        _ script: inout ScanScript, _ type: UInt8, _ code: UInt8, _ proto: UInt8, _ probe: [UInt8],
        from: [UInt8]? = nil, to: [UInt8]? = nil
    ) {
        let quoted = Frames.ipv4(proto, probe, from: scanner, to: host)
        script.send(0, 1, Frames.icmp(type, code, quoted), from ?? router, to ?? scanner)
    }

    @Test func `A full table of flows hides no scan`() {
        var script = ScanScript()
        for number in 0..<20 {
            script.send(0, 17, Frames.udp(40_000 + number, 7007), [10, 0, 0, 3], [10, 0, 0, 4])
        }
        for port in 1000..<1020 {
            script.send(0, 6, Frames.tcp(45_000, port, flags: 2), scanner, host)
            script.send(0, 6, Frames.tcp(port, 45_000, flags: 0x14), host, scanner)
            let other = Frames.tcp(45_000, port + 100, flags: 2)
            script.send(0, 6, other, scanner, host)
            answer(&script, 3, 3, 6, other)
        }
        #expect(script.played(flowLimit: 10).lastOfScans.map(\.ports) == [40])
    }

    @Test func `Traces of the route that arrive are no scan, and many ports there are`() {
        for (ports, scans) in [(60, 0), (200, 1)] {
            var script = ScanScript()
            for port in 0..<ports {
                let probe = Frames.udp(45_000, 33_434 + port)
                script.send(0, 17, probe, scanner, host)
                answer(&script, 3, 3, 17, probe, from: host)
            }
            let sink = script.played()
            #expect(sink.lastOfScans.count == scans && sink.ports.count == ports)
        }
    }

    @Test func `That a packet was too long says nothing about its port`() {
        var script = ScanScript()
        for port in 1000..<1020 {
            let probe = Frames.tcp(45_000, port, flags: 2)
            script.send(0, 6, probe, scanner, host)
            answer(&script, 3, 4, 6, probe)
            script.send(1, 6, Frames.tcp(port, 45_000, flags: 0x12), host, scanner)
        }
        script.pass(10)
        let sink = script.played()
        #expect(sink.scans.isEmpty && sink.ports.isEmpty)
    }

    @Test(arguments: [(12, false, false), (12, true, false), (60, true, false), (150, false, true), (150, true, true)])
    func `A client behind a broken line is no scan before it asks very many`(
        _ hosts: Int, _ isTold: Bool, _ isScan: Bool
    ) {
        var script = ScanScript()
        for number in 0..<hosts {
            let (probe, target) = (Frames.tcp(45_000, 443, flags: 2), [10, 1, 0, UInt8(number)])
            script.send(0, 6, probe, scanner, target)
            let quoted = Frames.ipv4(6, probe, from: scanner, to: target)
            if isTold { script.send(0, 1, Frames.icmp(3, 1, quoted), router, scanner) }
        }
        script.pass(10)
        let sink = script.played()
        #expect(sink.lastOfScans.map(\.action) == (isScan ? [.big] : []))
        #expect(sink.ports.reduce(0) { $0 + $1.count } == UInt64(hosts))
    }

    @Test func `Ports of one host that nobody answers for are a scan beside other hosts`() {
        var script = ScanScript()
        for number in 0..<20 {
            script.send(0, 6, Frames.tcp(45_000, 443, flags: 2), scanner, [10, 1, 0, UInt8(number)])
            script.send(0, 6, Frames.tcp(45_000, 2000 + number, flags: 2), scanner, host)
        }
        script.pass(10)
        #expect(script.played().lastOfScans.map(\.action) == [.small])
    }

    @Test func `A server that answers datagrams does not scan its clients`() {
        var script = ScanScript()
        for port in 5000..<5020 {
            script.send(0, 17, Frames.udp(port, 6000), scanner, host)
            script.send(0, 17, Frames.udp(6000, port), host, scanner)
            script.send(1, 17, Frames.udp(6000, port), host, scanner)
        }
        script.pass(10)
        let sink = script.played()
        #expect(sink.scans.isEmpty && sink.ports.isEmpty)
    }

    @Test func `A scanner cannot clear itself of its probes`() {
        var script = ScanScript()
        for port in 1000..<1020 {
            let probe = Frames.tcp(45_000, port, flags: 2)
            script.send(0, 6, probe, scanner, host)
            answer(&script, 11, 0, 6, probe, from: scanner, to: host)
            answer(&script, 11, 0, 6, probe, from: scanner, to: scanner)
            answer(&script, 3, 1, 6, probe, from: router, to: [10, 0, 0, 77])
        }
        script.pass(10)
        #expect(script.played().lastOfScans.map(\.ports) == [20])
    }

    @Test(arguments: [0x10, 0x11, 0x12] as [UInt8])
    func `Segments of no connection that are refused are a scan where many go to one host`(_ flags: UInt8) {
        for (hosts, scans) in [(1, 1), (20, 0)] {
            var script = ScanScript()
            for port in 0..<20 {
                let target = [10, 1, 0, UInt8(port % hosts)]
                script.send(0, 6, Frames.tcp(45_000, 1000 + port, flags: flags), scanner, target)
                script.send(0, 6, Frames.tcp(1000 + port, 45_000, flags: 4), target, scanner)
            }
            #expect(script.played().lastOfScans.count == scans)
        }
    }

    @Test func `Connections that were there before, and answers to nobody, are no scan`() {
        var script = ScanScript()
        for port in 0..<40 {
            // A server goes on with a client that has forgotten it, and a client with a server, which sends first.
            script.send(0, 6, Frames.tcp(5432, 1000 + port), scanner, host)
            script.send(0, 6, Frames.tcp(1000 + port, 5432, flags: 4), host, scanner)
            script.send(0, 6, Frames.tcp(2000 + port, 45_000), host, scanner)
            script.send(0, 6, Frames.tcp(45_000, 2000 + port), scanner, host)
            script.send(0, 6, Frames.tcp(2000 + port, 45_000, flags: 4), host, scanner)
            // Somebody sent SYN in our name.
            script.send(0, 6, Frames.tcp(80, 3000 + port, flags: 0x12), scanner, host)
            script.send(0, 6, Frames.tcp(3000 + port, 80, flags: 4), host, scanner)
        }
        let sink = script.played()
        #expect(sink.scans.isEmpty && sink.ports.isEmpty)
    }
}
