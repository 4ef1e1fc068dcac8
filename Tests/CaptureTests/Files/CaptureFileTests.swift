import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Capture

@Suite struct CaptureFileTests {
    private let folder = TemporaryFolder()
    private let frame = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(40_000, 5432, flags: 2)))

    private func write(_ bytes: [UInt8], _ name: String = "some file.pcap") throws -> String {
        let path = "\(folder.path)/\(name)"
        // Some file systems write a file out at once when it takes the place of what it had.
        unlink(path)
        try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC).writeAll(bytes)
        return path
    }

    private func read(
        _ bytes: [UInt8], _ options: CaptureFileOptions = CaptureFileOptions()
    ) throws -> (flows: [FlowRecord], summary: CaptureFileSummary) {
        let sink = Collector()
        let summary = try CaptureFile.read(try write(bytes), options: options, sink: sink)
        return (sink.rows, summary)
    }

    private func failure(_ bytes: [UInt8]) -> String {
        do {
            return try read(bytes).summary.damage?.message ?? "none"
        } catch {
            return "\(error)"
        }
    }

    private let minute: UInt32 = 1_700_000_100

    @Test func `Both byte orders, and nanoseconds, are read`() throws {
        let little = Frames.pcap([(minute, frame), (minute + 300, frame)])
        let big =
            Frames.big32(0xa1b2_3c4d) + [0, 2, 0, 4] + Frames.big32(0) + Frames.big32(0) + Frames.big32(262_144)
            + Frames.big32(1) + Frames.big32(Int(minute)) + Frames.big32(999_999_999) + Frames.big32(frame.count)
            + Frames.big32(1400) + frame
        let (flows, summary) = try read(little)
        #expect(flows.map(\.time) == [1_700_000_100, 1_700_000_400])
        #expect(flows.allSatisfy { $0.iface == "some_file" && $0.bytesReceived == UInt64(frame.count) })
        #expect(summary.first == UInt64(minute) && summary.last == UInt64(minute) + 300 && summary.records == 2)
        #expect(try read(big).flows.first?.bytesReceived == 1400)
    }

    @Test func `pcapng has interfaces with names, resolutions, link types and directions`() throws {
        for isBig in [false, true] {
            var file = PcapngBuilder(isBig: isBig)
            file.section()
            file.interface(1, name: "eth7", resolution: 9)
            file.interface(101, name: "tun0", resolution: nil)
            file.block(5, [UInt8](repeating: 0, count: 12))
            file.packet(0, UInt64(minute) * 1_000_000_000 + 5, frame, flags: 2)
            file.packet(1, UInt64(minute) * 1_000_000, Array(frame.dropFirst(14)), flags: nil)
            file.section()
            file.interface(1, name: nil, resolution: 0x80 | 10)
            file.packet(0, UInt64(minute) << 10, frame, flags: 1)
            let (flows, summary) = try read(file.bytes)
            #expect(summary.damage == nil && summary.interfaces == ["eth7", "tun0", "some_file"])
            #expect(flows.allSatisfy { $0.time == UInt64(minute) / 300 * 300 })
            #expect(flows.map { [$0.packetsReceived, $0.packetsSent] } == [[0, 1], [1, 0], [1, 0]])
            var options = CaptureFileOptions()
            options.iface = "all"
            #expect(try read(file.bytes, options).flows.packets == 3)
            #expect(try read(file.bytes, options).flows.allSatisfy { $0.iface == "all" })
        }
    }

    @Test(arguments: ["gzip", "zstd", "xz", "bzip2", "lz4"])
    func `Compressed files are read`(_ program: String) throws {
        let places: [String] = ["/usr/bin/\(program)", "/bin/\(program)"]
        guard let tool = places.first(where: { access($0, X_OK) == 0 }) else { return }
        let path = try write(Frames.pcap((0..<5_000).map { (minute + UInt32($0), frame) }))
        let result = try ChildProcess.run(["/bin/sh", "-c", "\(tool) -c '\(path)' > \(folder.path)/packed"])
        #expect(result.status == 0)
        let sink = Collector()
        let summary = try CaptureFile.read("\(folder.path)/packed", sink: sink)
        #expect(summary.damage == nil && summary.counts.packets == 5_000 && sink.rows.packets == 5_000)
    }

    @Test func `A compressed file that is cut off is damaged, and what came before counts`() throws {
        let path = try write(Frames.pcap((0..<50_000).map { (minute + UInt32($0 % 97), frame + [UInt8($0 % 251)]) }))
        _ = try ChildProcess.run([
            "/bin/sh", "-c", "gzip -c '\(path)' | head -c 100000 > \(folder.path)/cut.gz",
        ])
        let sink = Collector()
        let summary = try CaptureFile.read("\(folder.path)/cut.gz", sink: sink)
        #expect(summary.damage?.message.contains("gzip says") == true)
        #expect(summary.counts.packets > 1_000 && sink.rows.packets == summary.counts.packets)
    }

    @Test func `Damage is said with the packet and its place, and what came before counts`() throws {
        let whole = Frames.pcap([(minute, frame), (minute, frame)])
        let place = 24 + 2 * (16 + frame.count)
        let lie = Frames.little32(minute) + Frames.little32(0) + Frames.little32(0x7fff_ffff) + Frames.little32(60)
        for (bytes, message) in [
            (whole + lie, "packet 3, at byte \(place), says that it has 2147483647 bytes"),
            (whole + lie.prefix(7), "packet 3, at byte \(place), ends within its header"),
            (Array(whole.dropLast()), "packet 2, at byte \(24 + 16 + frame.count), should have 54 bytes"),
        ] {
            let (flows, summary) = try read(bytes)
            #expect(summary.damage?.message.contains(message) == true, "\(summary.damage?.message ?? "")")
            #expect(summary.damage?.code == .corrupt)
            #expect(flows.packets == summary.counts.packets && flows.packets >= 1)
        }
    }

    @Test func `What is no capture file is said to be none`() throws {
        #expect(failure([]).contains("is empty"))
        #expect(failure(Array("GIF89a".utf8)).contains("neither a pcap nor a pcapng file"))
        #expect(failure(Array(Frames.pcap([]).prefix(20))).contains("ends within its header"))
        #expect(
            failure(Frames.little32(0xa1b2_c3d4) + [9, 0, 4, 0] + [UInt8](repeating: 0, count: 16)).contains(
                "version 9"))
        for path in ["\(folder.path)/absent.pcap", folder.path] {
            #expect(throws: CaptureError.self) { try CaptureFile.read(path, sink: Collector()) }
        }
    }

    @Test func `Damaged pcapng is said with its place`() {
        var file = PcapngBuilder(isBig: false)
        file.section()
        let start = file.bytes
        file.packet(0, 0, frame, flags: nil)
        #expect(failure(file.bytes).contains("block at byte 28, after packet 0, is of interface 0"))
        file.bytes = start
        file.interface(1, name: nil, resolution: 200 & 0x7f)
        #expect(failure(file.bytes).contains("too fine"))
        file.bytes = start + Frames.little32(6) + Frames.little32(13) + [0, 0, 0, 0, 0, 0]
        #expect(failure(file.bytes).contains("says that it has 13 bytes"))
        file.bytes = start
        file.interface(1, name: nil, resolution: nil)
        file.bytes[file.bytes.count - 4] ^= 4
        #expect(failure(file.bytes).contains("ends with another length"))
    }

    @Test func `Any flipped bit of a file is survived`() throws {
        var file = PcapngBuilder(isBig: false)
        file.section()
        file.interface(1, name: "eth7", resolution: 9)
        file.packet(0, UInt64(minute) * 1_000_000_000, frame, flags: 2)
        for whole in [file.bytes, Frames.pcap([(minute, frame), (minute, frame)])] {
            for bit in 0..<(whole.count * 8) {
                var bytes = whole
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                _ = failure(bytes)
            }
        }
    }

    @Test func `A filter chooses, and one with a mistake is said`() throws {
        let other = Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp(40_000, 53)))
        var options = CaptureFileOptions()
        options.filter = "udp port 53"
        let (flows, summary) = try read(Frames.pcap([(minute, frame), (minute, other)]), options)
        #expect(flows.map(\.dport) == [53] && summary.filtered == 1)
        options.filter = "tcp prot 5432"
        let error = #expect(throws: CaptureError.self) { try read(Frames.pcap([]), options) }
        #expect(error?.message.contains("the filter \"tcp prot 5432\" is not understood: ") == true)
    }

    @Test func `Frames that are not understood are counted by their kind`() throws {
        let (flows, summary) = try read(Frames.pcap([(minute, frame)], linkType: 105))
        #expect(flows.isEmpty && summary.foreign == [105: 1] && summary.counts.packets == 1)
    }
}

/// A pcapng file, block by block.
struct PcapngBuilder {
    var bytes: [UInt8] = []
    let isBig: Bool

    init(isBig: Bool) { self.isBig = isBig }

    private func number(_ value: UInt64, _ size: Int) -> [UInt8] {
        let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        return isBig ? little.reversed() : little
    }

    private func option(_ code: UInt64, _ value: [UInt8]) -> [UInt8] {
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        return number(code, 2) + number(UInt64(value.count), 2) + value + padding
    }

    mutating func block(_ type: UInt64, _ body: [UInt8]) {
        let length = number(UInt64(12 + body.count), 4)
        bytes += number(type, 4) + length + body + length
    }

    mutating func section() {
        block(0x0a0d_0d0a, number(0x1a2b_3c4d, 4) + number(1, 2) + number(0, 2) + number(.max, 8))
    }

    mutating func interface(_ linkType: UInt64, name: String?, resolution: UInt8?) {
        var body = number(linkType, 2) + number(0, 2) + number(65_535, 4)
        if let name { body += option(2, Array(name.utf8)) }
        if let resolution { body += option(9, [resolution]) }
        block(1, body + number(0, 4))
    }

    mutating func packet(_ interface: UInt64, _ time: UInt64, _ frame: [UInt8], flags: UInt64?) {
        let count = number(UInt64(frame.count), 4)
        var body = number(interface, 4) + number(time >> 32, 4) + number(time & 0xffff_ffff, 4) + count + count + frame
        body += [UInt8](repeating: 0, count: (4 - frame.count % 4) % 4)
        if let flags { body += option(2, number(flags, 4)) + number(0, 4) }
        block(6, body)
    }
}
