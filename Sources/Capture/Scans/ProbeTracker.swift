import Observations

/// Finds attempts that fail, on one interface: a SYN, or a segment that no connection begins with, answered by RST or
/// by ICMP or by nothing; a datagram answered by ICMP or by nothing. Other packets cost nothing here.
final class ProbeTracker {
    /// After so many seconds without an answer there is none.
    private static let patience: UInt64 = 3

    private struct Probe: Hashable {
        let source: IPAddress
        let target: FailedProbe.Target
    }

    private var pending: [Probe: UInt64] = [:]
    /// The attempts in the order in which they were made, those answered meanwhile included.
    private var queue: [(probe: Probe, time: UInt64)] = []
    private var queueStart = 0
    private let pool: ProbePool

    /// A tracker; those of one thread may have a pool in common.
    init(pool: ProbePool = ProbePool()) { self.pool = pool }

    deinit {
        pool.pending -= pending.count
        pool.queued -= queue.count - queueStart
    }

    /// What failed and was not taken yet.
    var failed: [FailedProbe] { pool.failed }
    /// Attempts that were not looked at or kept, because they were too many.
    var lost: UInt64 { pool.lost }

    /// Gives what failed away.
    func takeFailed() -> [FailedProbe] { pool.takeFailed() }

    /// A segment with SYN or RST, or without ACK.
    @inline(never)
    func sawTCP(_ packet: Packet, _ second: UInt64) {
        let flags = packet.detail & (TCPFlags.syn | TCPFlags.rst | TCPFlags.ack)
        switch flags {
        case TCPFlags.syn, 0: note(Self.probe(packet), second)
        case TCPFlags.syn | TCPFlags.ack: remove(Self.answeredProbe(packet))
        default:
            // RST, by the side that was asked or the one that asked; only the former answers something.
            let probe = Self.answeredProbe(packet)
            if let time = remove(probe) { fail(probe, time, .refusal) }
        }
    }

    /// The first datagram of a flow, from its source.
    func sawDatagram(_ packet: Packet, _ second: UInt64) {
        guard !FlowDirection.isMulticast(packet.destination) else { return }
        note(Self.probe(packet), second)
    }

    /// The first datagram back.
    func answered(_ packet: Packet) { remove(Self.answeredProbe(packet)) }

    /// The RST that a segment of no connection was answered by.
    func sawRefusal(_ packet: Packet, _ second: UInt64) { fail(Self.answeredProbe(packet), second, .doubt) }

    /// An ICMP message: one that says that something could not be reached begins with what that was.
    func sawICMP(_ packet: Packet, _ frame: UnsafeRawPointer) {
        guard let message = UnreachableMessage(packet, frame) else { return }
        let probe = Self.probe(message.quoted)
        guard let time = remove(probe), message.verdict != .exceeded else { return }
        let isDatagram = probe.target.proto == ProtocolNumber.udp
        if isDatagram && probe.target.port >= FlowDirection.firstEphemeralPort { return fail(probe, time, .trace) }
        fail(probe, time, message.verdict == .refused ? .refusal : isDatagram ? .doubt : .noAnswer)
    }

    /// Gives up waiting for answers to what was sent long enough ago.
    func advance(to second: UInt64) { giveUp(second, Self.patience) }

    /// Gives up waiting, because nothing follows; what was sent in the last second may have been answered yet.
    func finish(at second: UInt64) { giveUp(second, 0) }

    private func giveUp(_ second: UInt64, _ patience: UInt64) {
        while queueStart < queue.count {
            let (probe, time) = queue[queueStart]
            // A clock or file that goes back by much begins anew.
            guard second > time + patience || second + patience < time else { break }
            queueStart += 1
            pool.queued -= 1
            guard pending[probe] == time else { continue }
            remove(probe)
            if second > time { giveUp(probe, time) }
        }
        if queueStart == queue.count {
            queue.removeAll(keepingCapacity: queue.count < 1 << 12)
            queueStart = 0
        } else if queueStart > 1 << 12, queueStart > queue.count / 2 {
            queue.removeFirst(queueStart)
            queueStart = 0
        }
    }

    private func note(_ probe: Probe, _ second: UInt64) {
        guard pending[probe] == nil, pool.admits() else { return }
        pending[probe] = second
        pool.pending += 1
        queue.append((probe, second))
        pool.queued += 1
    }

    @discardableResult
    private func remove(_ probe: Probe) -> UInt64? {
        guard let time = pending.removeValue(forKey: probe) else { return nil }
        pool.pending -= 1
        return time
    }

    private func giveUp(_ probe: Probe, _ time: UInt64) {
        let isDatagram = probe.target.proto == ProtocolNumber.udp
        // High ports are where datagrams of a client, and of a trace of the route, go.
        if isDatagram && probe.target.port >= FlowDirection.firstEphemeralPort { return }
        fail(probe, time, isDatagram ? .doubt : .noAnswer)
    }

    private func fail(_ probe: Probe, _ time: UInt64, _ evidence: FailedProbe.Evidence) {
        pool.fail(FailedProbe(time: time, source: probe.source, target: probe.target, evidence: evidence))
    }

    private static func probe(_ packet: Packet) -> Probe {
        Probe(
            source: packet.source,
            target: .init(host: packet.destination, port: packet.destinationPort, proto: packet.proto))
    }

    private static func answeredProbe(_ packet: Packet) -> Probe {
        Probe(
            source: packet.destination,
            target: .init(host: packet.source, port: packet.sourcePort, proto: packet.proto))
    }
}
