import Observations

/// An attempt to reach a port that is closed or did not answer.
struct FailedProbe: Equatable {
    /// A port of a host.
    struct Target: Hashable {
        let host: IPAddress
        let port: UInt16
        let proto: UInt8
    }

    /// When it was sent, in seconds since 1970 UTC.
    let time: UInt64
    let source: IPAddress
    let target: Target
    /// Whether it is a datagram that nobody answered, which need not mean that nobody took it.
    let isWeak: Bool
}

/// Finds attempts that fail, on one interface: a SYN, or a segment that no connection begins with, answered by RST or
/// by ICMP or by nothing; a datagram answered by ICMP or by nothing. Every packet but those costs nothing here.
final class ProbeTracker {
    /// After so many seconds without an answer there is none.
    private static let patience: UInt64 = 3
    /// How many attempts may wait for an answer; others are not looked at.
    private static let pendingLimit = 1 << 16
    /// How many attempts of the last seconds are kept in order, those answered included.
    private static let queueLimit = 1 << 20
    /// How many failed attempts may wait to be taken.
    private static let failedLimit = 1 << 16

    private struct Probe: Hashable {
        let source: IPAddress
        let target: FailedProbe.Target
    }

    private var pending: [Probe: UInt64] = [:]
    /// The attempts in the order in which they were made, those answered meanwhile included.
    private var queue: [(probe: Probe, time: UInt64)] = []
    private var queueStart = 0
    /// What failed and was not taken yet.
    private(set) var failed: [FailedProbe] = []
    /// Attempts that were not looked at or kept, because they were too many.
    private(set) var lost: UInt64 = 0

    /// Gives what failed away.
    func takeFailed() -> [FailedProbe] {
        let taken = failed
        failed = []
        return taken
    }

    /// A segment with SYN or RST, or without ACK.
    @inline(never)
    func sawTCP(_ packet: Packet, _ second: UInt64) {
        let flags = packet.detail & (TCPFlags.syn | TCPFlags.rst | TCPFlags.ack)
        switch flags {
        case TCPFlags.syn, 0: note(Self.probe(packet), second)
        case TCPFlags.syn | TCPFlags.ack: pending[Self.answeredProbe(packet)] = nil
        default:
            // RST, by the side that was asked or the one that asked; only the former answers something.
            let probe = Self.answeredProbe(packet)
            if let time = pending.removeValue(forKey: probe) { fail(probe, time) }
        }
    }

    /// The first datagram of a flow, from its source.
    func sawDatagram(_ packet: Packet, _ second: UInt64) {
        guard !FlowDirection.isMulticast(packet.destination) else { return }
        note(Self.probe(packet), second)
    }

    /// The first datagram back.
    func answered(_ packet: Packet) { pending[Self.answeredProbe(packet)] = nil }

    /// An ICMP message: one that says that something could not be reached begins with what that was.
    func sawICMP(_ packet: Packet, _ frame: UnsafeRawPointer, _ second: UInt64) {
        let isV4 = packet.source.isV4
        let (unreachable, exceeded): (UInt8, UInt8) = isV4 ? (3, 11) : (1, 3)
        guard packet.detail == unreachable || packet.detail == exceeded, packet.available > 8 else { return }
        var quoted = Packet()
        let cursor = FrameCursor(
            frame: frame + packet.transport + 8, captured: packet.available - 8, length: .max)
        let outcome = cursor.parseIP(0, &quoted)
        // Of TCP the sender may have quoted no more than the ports.
        if outcome == .issue(.truncated), quoted.proto == ProtocolNumber.tcp, quoted.available >= 4 {
            quoted.sourcePort = cursor.frame.big16(quoted.transport)
            quoted.destinationPort = cursor.frame.big16(quoted.transport + 2)
        } else if outcome != .flow {
            return
        }
        let probe = Self.probe(quoted)
        guard let time = pending.removeValue(forKey: probe) else { return }
        // What ran out of hops on the way says nothing about the port.
        if packet.detail == unreachable { fail(probe, time) }
    }

    /// Gives up waiting for answers to what was sent long enough ago.
    func advance(to second: UInt64) {
        while queueStart < queue.count {
            let (probe, time) = queue[queueStart]
            // A clock or file that goes back by much begins anew.
            guard second > time + Self.patience || second + Self.patience < time else { break }
            queueStart += 1
            guard pending[probe] == time else { continue }
            pending[probe] = nil
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
        guard pending[probe] == nil else { return }
        guard pending.count < Self.pendingLimit, queue.count - queueStart < Self.queueLimit else {
            lost += 1
            return
        }
        pending[probe] = second
        queue.append((probe, second))
    }

    private func giveUp(_ probe: Probe, _ time: UInt64) {
        let isDatagram = probe.target.proto == ProtocolNumber.udp
        // High ports are where datagrams of a client, and of a trace of the route, go.
        if isDatagram && probe.target.port >= FlowDirection.firstEphemeralPort { return }
        fail(probe, time, isWeak: isDatagram)
    }

    private func fail(_ probe: Probe, _ time: UInt64, isWeak: Bool = false) {
        guard failed.count < Self.failedLimit else {
            lost += 1
            return
        }
        failed.append(FailedProbe(time: time, source: probe.source, target: probe.target, isWeak: isWeak))
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
