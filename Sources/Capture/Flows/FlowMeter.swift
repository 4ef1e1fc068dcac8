import Observations

/// Turns the packets of one interface or file into flows, a table a five-minute step. A packet of a known flow costs
/// its parsing, one look-up and two additions.
final class FlowMeter {
    /// The length of a step, in seconds.
    static let stepLength = TableSchema.flows.resolution
    /// Packets may be so many seconds before the step that is open and still count in it.
    private static let lateness: UInt64 = 1

    /// What is to be done with the table of a step that has ended.
    typealias HandOver = (_ table: FlowTable, _ step: UInt64) -> Void

    private(set) var counts = PacketCounts()
    private(set) var table: FlowTable {
        didSet { unmanagedTable = .passUnretained(table) }
    }
    /// The table again, for the look at every packet, which needs no count of references.
    private var unmanagedTable: Unmanaged<FlowTable>
    /// When the open step began.
    private(set) var step: UInt64 = 0
    var probes: ProbeTracker?
    var parser: PacketParser
    var proxied: ProxiedPorts
    /// The time of the last packet, in seconds.
    private(set) var second: UInt64 = 0

    private let handOver: HandOver
    /// The step before: which way its flows go is remembered.
    private var previous: FlowTable?
    private var last: UnsafeMutablePointer<FlowEntry>?
    private let seed: UInt64
    /// How many flows of a step are told apart.
    var flowLimit: Int {
        didSet { table.limit = flowLimit }
    }
    /// Whether a full table is handed over early, so that nothing is left out; else changes of the open step are noted.
    private let isComplete: Bool

    /// A meter; with `isComplete` a step with more flows than `flowLimit` is handed over in parts.
    init(
        _ parser: PacketParser, proxied: ProxiedPorts = ProxiedPorts([]), probes: ProbeTracker?, flowLimit: Int,
        isComplete: Bool, handOver: @escaping HandOver
    ) {
        self.parser = parser
        self.proxied = proxied
        self.probes = probes
        self.flowLimit = flowLimit
        self.isComplete = isComplete
        self.handOver = handOver
        seed = UInt64.random(in: .min ... .max)
        table = FlowTable(seed: seed, limit: flowLimit)
        unmanagedTable = .passUnretained(table)
    }

    /// Counts a packet of which `captured` bytes are there and that had `length` on the wire.
    @inline(__always)
    func count(
        _ frame: UnsafeRawPointer, captured: Int, length: Int, second: UInt64, way: Packet.Way = .unknown
    ) {
        counts.packets &+= 1
        counts.bytes &+= UInt64(truncatingIfNeeded: length)
        if second != self.second { advance(to: second) }
        var packet = Packet()
        packet.way = way
        let outcome = parser.parse(frame, captured, length, &packet)
        guard outcome == .flow else { return note(outcome) }
        if packet.liesAboutLength { counts.issues[.lyingLength] &+= 1 }
        add(packet, length, frame)
    }

    @inline(never)
    private func note(_ outcome: PacketParser.Outcome) {
        switch outcome {
        case .flow: break
        case .notIP: counts.notIP += 1
        case .vlan: counts.vlan += 1
        case .issue(let issue): counts.issues[issue] += 1
        }
    }

    @inline(__always)
    private func add(_ packet: Packet, _ length: Int, _ frame: UnsafeRawPointer) {
        let key = self.key(packet)
        let isDescending = key.isDescending
        let ordered = isDescending ? key.reversed : key
        guard let entry = entry(ordered, isDescending, packet) else {
            counts.overflowPackets &+= 1
            counts.overflowBytes &+= UInt64(truncatingIfNeeded: length)
            return sawOverflow(packet, frame)
        }
        if !isComplete, !entry.pointee.state.contains(.changed) { table.noteChange(entry) }
        let isForward = isDescending == entry.pointee.state.contains(.reversed)
        if packet.way == .received || (packet.way == .unknown && isForward) {
            entry.pointee.packetsReceived &+= 1
            entry.pointee.bytesReceived &+= UInt64(truncatingIfNeeded: length)
        } else {
            entry.pointee.packetsSent &+= 1
            entry.pointee.bytesSent &+= UInt64(truncatingIfNeeded: length)
        }
        if packet.proto == ProtocolNumber.tcp {
            if TCPFlags.areNotable(packet.detail) {
                sawSegment(packet, entry, isDescending)
            }
        } else if !entry.pointee.state.contains(.answered) {
            // Who asked is who began, whatever the ports say.
            let isFirstWay = isDescending == entry.pointee.state.contains(.descending)
            if !isFirstWay || !entry.pointee.state.contains(.probed) { sawDatagram(packet, entry, isFirstWay, frame) }
        }
    }

    /// A packet of a flow that there is no room for, which may belong to a scan all the same.
    @inline(never)
    private func sawOverflow(_ packet: Packet, _ frame: UnsafeRawPointer) {
        guard let probes else { return }
        if packet.proto == ProtocolNumber.tcp {
            if TCPFlags.areNotable(packet.detail) { probes.sawTCP(packet, second) }
        } else if packet.isICMP {
            probes.sawICMP(packet, frame)
        }
    }

    /// A segment that is not one of many in a connection.
    @inline(never)
    private func sawSegment(_ packet: Packet, _ entry: UnsafeMutablePointer<FlowEntry>, _ isDescending: Bool) {
        guard let probes else { return }
        probes.sawTCP(packet, second)
        guard packet.detail & TCPFlags.rst != 0, entry.pointee.state.contains(.continued) else { return }
        // A segment of no connection, and nothing but RST for it; a client that came to a service.
        let isAnswer = isDescending != entry.pointee.state.contains(.descending)
        let isAlone = entry.pointee.packetsReceived &+ entry.pointee.packetsSent == 2
        let isOfService = packet.sourcePort < FlowDirection.firstEphemeralPort
        guard isAnswer, isAlone, isOfService, packet.destinationPort >= FlowDirection.firstEphemeralPort else { return }
        probes.sawRefusal(packet, second)
    }

    /// A packet without TCP, of a flow that only one side was heard of.
    @inline(never)
    private func sawDatagram(
        _ packet: Packet, _ entry: UnsafeMutablePointer<FlowEntry>, _ isFirstWay: Bool, _ frame: UnsafeRawPointer
    ) {
        guard let probes else { return }
        if packet.proto == ProtocolNumber.udp {
            if isFirstWay {
                entry.pointee.state.insert(.probed)
                probes.sawDatagram(packet, second)
            } else if entry.pointee.state.contains(.probed) {
                entry.pointee.state.insert(.answered)
                probes.answered(packet)
            }
        } else if packet.isICMP {
            probes.sawICMP(packet, frame)
        }
    }

    /// What tells the packet's flow apart: clients' ports are left out where connections are many and short.
    @inline(__always)
    private func key(_ packet: Packet) -> FlowKey {
        var (source, destination) = (packet.sourcePort, packet.destinationPort)
        let isSourceCommon = FlowDirection.isCommon(source, packet.proto)
        let isDestinationCommon = FlowDirection.isCommon(destination, packet.proto)
        if isSourceCommon != isDestinationCommon {
            let isProxied =
                packet.proto == ProtocolNumber.tcp && proxied.mayContain(isSourceCommon ? source : destination)
            if !isProxied {
                if isSourceCommon { destination = 0 } else { source = 0 }
            }
        }
        return FlowKey(packet.source, packet.destination, source, destination, packet.proto)
    }

    @inline(__always)
    private func entry(
        _ ordered: FlowKey, _ isDescending: Bool, _ packet: Packet
    ) -> UnsafeMutablePointer<FlowEntry>? {
        if let last, last.pointee.key == ordered { return last }
        let hash = ordered.hash(seed)
        let found = unmanagedTable._withUnsafeGuaranteedRef { $0.find(ordered, hash) }
        let place = found ?? insert(ordered, hash, isDescending, packet)
        last = place
        return place
    }

    @inline(never)
    private func insert(
        _ ordered: FlowKey, _ hash: UInt64, _ isDescending: Bool, _ packet: Packet
    ) -> UnsafeMutablePointer<FlowEntry>? {
        if isComplete && table.count >= flowLimit { turn(to: step) }
        guard let entry = table.insert(ordered, hash) else { return nil }
        if let known = previous?.find(ordered, hash) {
            entry.pointee.state = known.pointee.state.subtracting([.changed, .continued])
        } else {
            let key = isDescending ? ordered.reversed : ordered
            let isToProxy = isToProxy(key.destination, key.destinationPort, packet)
            let isFromProxy = isToProxy ? false : self.isToProxy(key.source, key.sourcePort, packet)
            let isReply =
                isToProxy || isFromProxy
                ? isFromProxy : FlowDirection.isReply(packet, key.sourcePort, key.destinationPort)
            if isDescending { entry.pointee.state.insert(.descending) }
            if packet.proto == ProtocolNumber.tcp, packet.detail & TCPFlags.ack != 0 {
                entry.pointee.state.insert(.continued)
            }
            if isReply != isDescending { entry.pointee.state.insert(.reversed) }
            if isToProxy || isFromProxy { entry.pointee.state.insert(.proxied) }
        }
        return entry
    }

    private func isToProxy(_ address: IPAddress, _ port: UInt16, _ packet: Packet) -> Bool {
        packet.proto == ProtocolNumber.tcp && proxied.contains(address, port)
    }

    /// Notes that time goes on, by a packet or by the clock.
    @inline(never)
    func advance(to second: UInt64) {
        if second < step || second - step >= Self.stepLength {
            let isLate = second < step && step - second <= Self.lateness
            if !isLate { turn(to: second - second % Self.stepLength) }
        }
        self.second = second
        probes?.advance(to: second)
    }

    /// How many flows are in memory.
    var held: Int { table.count + (previous?.count ?? 0) }

    /// Lets go of the most flows that it can: those of the step before, or of the open one, which it hands over.
    func release() {
        if let previous, previous.count >= table.count { self.previous = nil } else { turn(to: step) }
    }

    /// Hands the step over and begins another.
    func turn(to next: UInt64) {
        if table.count > 0 {
            let full = table
            table = FlowTable(seed: seed, expecting: full.count, limit: flowLimit)
            last = nil
            previous = full
            handOver(full, step)
        } else if next != step {
            previous = nil
        }
        step = next
    }
}
