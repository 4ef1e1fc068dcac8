import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Capture

/// Files that are odd, or made to be costly.
@Suite struct HostileFileTests {
    private let folder = TemporaryFolder()
    private let frame = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(40_000, 5432, flags: 2)))
    private let minute: UInt32 = 1_700_000_100

    private func read(
        _ bytes: [UInt8], _ options: CaptureFileOptions = CaptureFileOptions()
    ) throws -> (sink: Collector, summary: CaptureFileSummary) {
        let (sink, path) = (Collector(), "\(folder.path)/some.pcap")
        unlink(path)
        try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC).writeAll(bytes)
        return (sink, try CaptureFile.read(path, options: options, sink: sink))
    }

    private func section(_ interfaces: Int = 1) -> PcapngBuilder {
        var file = PcapngBuilder(isBig: false)
        file.section()
        for _ in 0..<interfaces { file.interface(1, name: nil, resolution: nil) }
        return file
    }

    @Test func `A packet with an impossible time counts at the time of the one before`() throws {
        var file = section()
        for time in [UInt64(minute) * 1_000_000, .max, UInt64(minute + 300) * 1_000_000] {
            file.packet(0, time, frame, flags: nil)
        }
        let (sink, summary) = try read(file.bytes)
        #expect(summary.damage == nil && summary.counts.packets == 3)
        #expect(sink.rows.map { [$0.time, $0.packetsReceived] } == [[1_700_000_100, 2], [1_700_000_400, 1]])
        #expect(summary.counts.issues.occurred.map { "\($0.issue.name) \($0.count)" } == ["impossible time 1"])
    }

    @Test func `Interfaces are limited in a section, and by their names in a file`() throws {
        var file = PcapngBuilder(isBig: false)
        for number in 0..<3000 {
            file.bytes += section().bytes
            // The second of a section is not that of the one before.
            if number % 2 == 1 { file.interface(101, name: "tun0", resolution: nil) }
            let isTunnel = number % 2 == 1
            file.packet(
                isTunnel ? 1 : 0, UInt64(minute) * 1_000_000, isTunnel ? Array(frame.dropFirst(14)) : frame, flags: nil)
        }
        let (sink, summary) = try read(file.bytes)
        #expect(summary.damage == nil && summary.counts.packets == 3000 && sink.rows.packets == 3000)
        #expect(summary.interfaces == ["some", "tun0"])
        let most = try read(section(1025).bytes).summary
        #expect(most.damage?.message.hasSuffix("is one of more than 1024 interfaces of a section") == true)
        var named = PcapngBuilder(isBig: false)
        for number in 0..<1025 {
            named.section()
            named.interface(1, name: "eth\(number)", resolution: nil)
            named.packet(0, UInt64(minute) * 1_000_000, frame, flags: nil)
        }
        let names = try read(named.bytes)
        #expect(names.summary.damage?.message.contains("more than 1024 interfaces; give all of them one name") == true)
        #expect(names.sink.rows.packets == 1024)
        var options = CaptureFileOptions()
        options.iface = "all"
        #expect(try read(named.bytes, options).summary.damage == nil)
    }

    @Test func `A broken clock does not make days without end`() throws {
        let day: UInt32 = 86_400
        let packets = (0..<1100).map { (minute + UInt32($0) * day, frame) }
        let (sink, summary) = try read(Frames.pcap(packets))
        #expect(summary.damage?.message.contains("of more than 1024 days; if their clock is right") == true)
        #expect(summary.counts.packets == 1024 && sink.rows.packets == 1024)
        let turns = (0..<5000).map { (minute + UInt32($0 * 7919 % 1024) * day, frame) }
        #expect(try read(Frames.pcap(turns)).summary.damage == nil)
    }

    @Test func `The flows of all interfaces together are bounded`() throws {
        var file = section(0)
        for number in 0..<20 { file.interface(1, name: "eth\(number)", resolution: nil) }
        for _ in 0..<2 {
            for port in 0..<500 {
                for interface in 0..<20 as Range<UInt64> {
                    let target: [UInt8] = [10, 1, UInt8(interface), UInt8(port % 250)]
                    let probe = Frames.ipv4(6, Frames.tcp(40_000, 5000 + port), to: target)
                    file.packet(interface, UInt64(minute) * 1_000_000, Frames.ethernet(0x0800, probe), flags: nil)
                }
            }
        }
        for (limit, isInParts) in [(1000, true), (1 << 20, false)] {
            var options = CaptureFileOptions()
            options.flowLimit = limit
            let (sink, summary) = try read(file.bytes, options)
            #expect(sink.rows.packets == 20_000 && summary.damage == nil)
            #expect((summary.records > 10_000) == isInParts, "\(summary.records)")
        }
    }

    @Test func `What waits for an answer at the end of a file has failed, but for the last second`() throws {
        var probes = (0..<20).map { port in
            (minute, Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(45_000, 1000 + port, flags: 2))))
        }
        #expect(try read(Frames.pcap(probes)).sink.ports.isEmpty)
        probes.append((minute + 1, frame))
        let sink = try read(Frames.pcap(probes)).sink
        #expect(sink.ports.count == 20 && sink.lastOfScans.map(\.ports) == [20])
    }

    @Test func `A file whose time goes back is one scan a piece`() throws {
        var packets: [(UInt32, [UInt8])] = []
        for start in [minute + 100_000, minute] {
            for turn in 0..<200 {
                let (probe, answer) = (
                    Frames.tcp(45_000, 1000 + turn, flags: 2), Frames.tcp(1000 + turn, 45_000, flags: 4)
                )
                let (a, b): ([UInt8], [UInt8]) = ([10, 0, 0, 1], [10, 0, 0, 2])
                packets.append((start + UInt32(turn / 4), Frames.ipv4(6, probe, from: a, to: b)))
                packets.append((start + UInt32(turn / 4), Frames.ipv4(6, answer, from: b, to: a)))
            }
        }
        let sink = try read(Frames.pcap(packets, linkType: 101)).sink
        #expect(sink.lastOfScans.map(\.ports) == [200, 200])
    }
}
