import Observations

/// An ICMP message that says that something did not arrive, which it quotes.
struct UnreachableMessage {
    /// What it says of the port.
    enum Verdict {
        /// The port, or a firewall before it, refuses.
        case refused
        /// There is no way to the host.
        case noWay
        /// Hops ran out on the way, which says nothing.
        case exceeded
    }

    let verdict: Verdict
    /// The beginning of what was sent.
    let quoted: Packet

    /// Nil for any other message, and for one that nobody could have sent who saw what it quotes.
    init?(_ packet: Packet, _ frame: UnsafeRawPointer) {
        guard packet.available > 8 else { return nil }
        let code = frame.byte(packet.transport + 1)
        guard let verdict = packet.source.isV4 ? Self.v4(packet.detail, code) : Self.v6(packet.detail, code)
        else { return nil }
        var quoted = Packet()
        let cursor = FrameCursor(frame: frame + packet.transport + 8, captured: packet.available - 8, length: .max)
        let outcome = cursor.parseIP(0, &quoted)
        // Of TCP the sender may have quoted no more than the ports.
        if outcome == .issue(.truncated), quoted.proto == ProtocolNumber.tcp, quoted.available >= 4 {
            quoted.sourcePort = cursor.frame.big16(quoted.transport)
            quoted.destinationPort = cursor.frame.big16(quoted.transport + 2)
        } else if outcome != .flow {
            return nil
        }
        // It goes to whoever sent what it quotes, and who sent that passes no judgement on the hops.
        guard packet.destination == quoted.source, verdict != .exceeded || packet.source != quoted.source
        else { return nil }
        self.verdict = verdict
        self.quoted = quoted
    }

    private static func v4(_ type: UInt8, _ code: UInt8) -> Verdict? {
        switch (type, code) {
        // The packet was too long, and will come again shorter.
        case (3, 4): nil
        // Protocol or port unreachable, or forbidden by an administrator.
        case (3, 2), (3, 3), (3, 9), (3, 10), (3, 13): .refused
        case (3, _): .noWay
        case (11, _): .exceeded
        default: nil
        }
    }

    private static func v6(_ type: UInt8, _ code: UInt8) -> Verdict? {
        switch (type, code) {
        // Forbidden, port unreachable, refused by policy or by a route.
        case (1, 1), (1, 4), (1, 5), (1, 6): .refused
        case (1, _): .noWay
        case (3, _): .exceeded
        default: nil
        }
    }
}
