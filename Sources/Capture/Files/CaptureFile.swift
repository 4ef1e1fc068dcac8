import Observations

/// Turns the packets of a capture file into flows: pcap and pcapng, also compressed.
public final class CaptureFile {
    private let input: FileInput
    private let source: Source
    private let options: CaptureFileOptions
    private let sink: any CaptureSink
    private let scans: ScanRoom
    private let probes = ProbePool()
    /// The time of the last packet but those of the same second.
    private var second: UInt64 = 0
    private var summary = CaptureFileSummary()
    private var lanes: [Lane] = []
    /// The lane of each of the file's interfaces, nil for frames that are not understood.
    private var laneOfInterface: [Lane?] = []

    private enum Source {
        case pcap(PcapSource)
        case pcapng(PcapngSource)

        var interfaces: [FileInterface] {
            switch self {
            case .pcap(let source): source.interfaces
            case .pcapng(let source): source.interfaces
            }
        }
    }

    /// Packets that are counted as those of one interface.
    private final class Lane {
        let iface: String
        let meter: FlowMeter
        var filters: [LinkType: PacketFilter] = [:]

        init(_ iface: String, _ meter: FlowMeter) {
            self.iface = iface
            self.meter = meter
        }
    }

    /// How many flows are kept before their rows are told.
    private static let flowLimit = 1 << 20

    private init(_ path: String, _ options: CaptureFileOptions, _ sink: any CaptureSink) throws(CaptureError) {
        if let filter = options.filter, let problem = PacketFilter.problem(filter) { throw problem }
        input = try FileInput(path, interruption: options.interruption)
        if let pcap = try PcapSource(input) {
            source = .pcap(pcap)
        } else if let pcapng = try PcapngSource(input) {
            source = .pcapng(pcapng)
        } else if input.available == 0 {
            throw CaptureError(.format, "\(input.name) is empty")
        } else {
            throw CaptureError(.format, "\(input.name) is neither a pcap nor a pcapng file")
        }
        self.options = options
        self.sink = sink
        scans = ScanRoom(options.portScans, sink: sink)
    }

    /// Reads a file, `-` being standard input, and tells the sink its flows, on this thread. A file that is damaged is
    /// read up to there, and the summary says where that is; so it does when `progress` throws.
    /// - Throws: `CaptureError` when nothing can be read: no file, no capture file, or a filter that is not understood.
    public static func read(
        _ path: String, options: CaptureFileOptions = CaptureFileOptions(), sink: any CaptureSink,
        progress: ((CaptureFileProgress) throws(CaptureError) -> Void)? = nil
    ) throws(CaptureError) -> CaptureFileSummary {
        let file = try CaptureFile(path, options, sink)
        file.input.onRead = { [unowned file] () throws(CaptureError) in
            file.takeProbes()
            try progress?(file.progress)
        }
        do throws(CaptureError) {
            try file.readPackets()
        } catch {
            if error.code == .filter { throw error }
            file.summary.damage = error
        }
        file.finish()
        return file.summary
    }

    private var progress: CaptureFileProgress {
        CaptureFileProgress(
            packets: lanes.reduce(summary.filtered) { $0 + $1.meter.counts.packets }, bytes: input.bytesRead,
            size: input.size)
    }

    private func readPackets() throws(CaptureError) {
        switch source {
        case .pcap(let source): try readPackets(source)
        case .pcapng(let source): try readPackets(source)
        }
    }

    /// Reads all packets: those of one interface in a row, time and again.
    private func readPackets<Packets: PacketSource>(_ source: Packets) throws(CaptureError) {
        var next = try source.next()
        while let packet = next {
            let interface = source.interfaces[packet.interface]
            guard let lane = try lane(of: packet.interface), let linkType = LinkType(number: interface.linkType) else {
                summary.foreign[interface.linkType, default: 0] += 1
                next = try source.next()
                continue
            }
            lane.meter.parser = PacketParser(linkType, ignoresVLANs: options.ignoresVLANs)
            next = try count(packet, lane.meter, lane.filters[linkType], source)
        }
    }

    /// Counts a packet and those of its interface that follow it; gives the first of another, or nil at the end.
    private func count<Packets: PacketSource>(
        _ first: FilePacket, _ meter: FlowMeter, _ filter: PacketFilter?, _ source: Packets
    ) throws(CaptureError) -> FilePacket? {
        var packet = first
        while packet.interface == first.interface {
            if let filter, !filter.passes(packet.bytes, captured: packet.captured, length: packet.length) {
                summary.filtered += 1
            } else {
                if packet.second != meter.second || summary.first == nil { note(packet.second) }
                meter.count(
                    packet.bytes, captured: packet.captured, length: packet.length, second: packet.second,
                    way: packet.way)
            }
            guard let next = try source.next() else { return nil }
            packet = next
        }
        return packet
    }

    private func note(_ second: UInt64) {
        summary.first = min(summary.first ?? second, second)
        summary.last = max(summary.last ?? second, second)
        if second < self.second {
            takeProbes()
            scans.advance(to: second)
        }
        self.second = second
    }

    /// The lane of an interface, made for its first packet.
    private func lane(of interface: Int) throws(CaptureError) -> Lane? {
        while laneOfInterface.count <= interface {
            laneOfInterface.append(try makeLane(source.interfaces[laneOfInterface.count]))
        }
        return laneOfInterface[interface]
    }

    private func makeLane(_ interface: FileInterface) throws(CaptureError) -> Lane? {
        guard let linkType = LinkType(number: interface.linkType) else { return nil }
        let iface = options.iface ?? interface.name ?? Self.baseName(input.name)
        let lane = lanes.first { $0.iface == iface } ?? makeLane(iface, linkType)
        if let text = options.filter, lane.filters[linkType] == nil {
            lane.filters[linkType] = try PacketFilter(text, linkType: linkType)
        }
        return lane
    }

    private func makeLane(_ iface: String, _ linkType: LinkType) -> Lane {
        let meter = FlowMeter(
            PacketParser(linkType, ignoresVLANs: options.ignoresVLANs), proxied: ProxiedPorts(options.proxied),
            probes: options.portScans == nil ? nil : ProbeTracker(pool: probes), flowLimit: Self.flowLimit,
            isComplete: true
        ) { [unowned self] table, step in
            let records = FlowRows.records(of: table, step: step, iface: iface)
            summary.records += UInt64(records.count)
            sink.flows(records)
        }
        let lane = Lane(iface, meter)
        lanes.append(lane)
        return lane
    }

    /// The name of a file without its folder and its endings, of letters that names have.
    static func baseName(_ path: String) -> String {
        guard path != "standard input" else { return "stdin" }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let stem = name.split(separator: ".").first.map(String.init) ?? name
        return cleanName(stem)
    }

    /// A name as interfaces may have it: what would have a meaning for terminals or in lists of names becomes `_`.
    public static func cleanName(_ name: String) -> String {
        String(
            name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-:@+".contains($0)) ? $0 : "_" }.prefix(63))
    }

    private func takeProbes() {
        if probes.isFull { for lane in lanes { lane.meter.probes?.advance(to: second) } }
        summary.counts.lostAttempts += scans.take(probes.takeFailed())
    }

    private func finish() {
        takeProbes()
        scans.finish()
        for lane in lanes {
            lane.meter.turn(to: lane.meter.step)
            summary.counts += lane.meter.counts
            summary.interfaces.append(lane.iface)
        }
        summary.counts.lostAttempts += probes.lost
        for (_, count) in summary.foreign { summary.counts.packets += count }
    }
}
