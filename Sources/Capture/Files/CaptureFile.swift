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
    private var laneOfName: [String: Lane] = [:]
    /// The lanes of a section's interfaces by their numbers, nil for frames that are not understood.
    private var laneOfInterface: [Int: Lane?] = [:]
    /// The number of that section's first interface.
    private var firstInterface = 0
    /// The days that packets are of.
    private var days: Set<UInt64> = []

    private enum Source {
        case pcap(PcapSource)
        case pcapng(PcapngSource)

        var packets: any PacketSource {
            switch self {
            case .pcap(let source): source
            case .pcapng(let source): source
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
            file.limitMemory()
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
            let interface = source.interfaces[packet.interface - source.firstInterface]
            guard let lane = try lane(of: packet.interface, source), let linkType = LinkType(number: interface.linkType)
            else {
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
                if packet.second != meter.second || summary.first == nil { try note(packet.second) }
                meter.count(
                    packet.bytes, captured: packet.captured, length: packet.length, second: packet.second,
                    way: packet.way)
            }
            guard let next = try source.next() else { return nil }
            packet = next
        }
        return packet
    }

    private func note(_ second: UInt64) throws(CaptureError) {
        if days.isEmpty || second / 86_400 != self.second / 86_400 { try note(day: second / 86_400) }
        summary.first = min(summary.first ?? second, second)
        summary.last = max(summary.last ?? second, second)
        if second < self.second {
            takeProbes()
            scans.advance(to: second)
        }
        self.second = second
    }

    private func note(day: UInt64) throws(CaptureError) {
        guard days.count < FileLimit.days || days.contains(day) else {
            throw CaptureError(
                .corrupt,
                "\(input.name), before byte \(input.place): the packets are of more than \(FileLimit.days) days; if "
                    + "their clock is right, split the file (editcap -i)")
        }
        days.insert(day)
    }

    /// The lane of an interface, made for its first packet.
    private func lane<Packets: PacketSource>(of interface: Int, _ source: Packets) throws(CaptureError) -> Lane? {
        if firstInterface != source.firstInterface {
            firstInterface = source.firstInterface
            laneOfInterface = [:]
        }
        if let known = laneOfInterface[interface] { return known }
        let lane = try makeLane(source.interfaces[interface - firstInterface])
        laneOfInterface[interface] = .some(lane)
        return lane
    }

    private func makeLane(_ interface: FileInterface) throws(CaptureError) -> Lane? {
        guard let linkType = LinkType(number: interface.linkType) else { return nil }
        let iface = options.iface ?? interface.name ?? Self.baseName(input.name)
        let known = laneOfName[iface]
        let lane = if let known { known } else { try makeLane(iface, linkType) }
        if let text = options.filter, lane.filters[linkType] == nil {
            lane.filters[linkType] = try PacketFilter(text, linkType: linkType)
        }
        return lane
    }

    private func makeLane(_ iface: String, _ linkType: LinkType) throws(CaptureError) -> Lane {
        guard lanes.count < CaptureOptions.interfaceLimit else {
            throw CaptureError(
                .corrupt,
                "\(input.name), before byte \(input.place): the packets are of more than "
                    + "\(CaptureOptions.interfaceLimit) interfaces; give all of them one name (-i)")
        }
        let meter = FlowMeter(
            PacketParser(linkType, ignoresVLANs: options.ignoresVLANs), proxied: ProxiedPorts(options.proxied),
            probes: options.portScans == nil ? nil : ProbeTracker(pool: probes), flowLimit: options.flowLimit,
            isComplete: true
        ) { [unowned self] table, step in
            let records = FlowRows.records(of: table, step: step, iface: iface)
            summary.records += UInt64(records.count)
            sink.flows(records)
        }
        let lane = Lane(iface, meter)
        lanes.append(lane)
        laneOfName[iface] = lane
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

    /// Tells rows early where the flows of all interfaces together are too many.
    private func limitMemory() {
        while lanes.reduce(0, { $0 + $1.meter.held }) > 2 * options.flowLimit {
            lanes.max { $0.meter.held < $1.meter.held }?.meter.release()
        }
    }

    private func finish() {
        takeProbes()
        for lane in lanes {
            lane.meter.probes?.finish(at: second)
            takeProbes()
        }
        scans.finish()
        summary.counts.issues[.impossibleTime] += source.packets.impossibleTimes
        for lane in lanes {
            lane.meter.turn(to: lane.meter.step)
            summary.counts += lane.meter.counts
            summary.interfaces.append(lane.iface)
        }
        summary.counts.lostAttempts += probes.lost
        for (_, count) in summary.foreign { summary.counts.packets += count }
    }
}
