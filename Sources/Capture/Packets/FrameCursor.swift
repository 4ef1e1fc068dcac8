import Observations

/// A frame, of which `captured` bytes may be read and which had `length` on the wire.
struct FrameCursor {
    let frame: UnsafeRawPointer
    let captured: Int
    let length: Int

    /// Reads a packet that is IPv4 or IPv6 by its first four bits.
    func parseIP(_ offset: Int, _ packet: inout Packet) -> PacketParser.Outcome {
        guard offset < captured else { return .issue(.truncated) }
        switch frame.byte(offset) >> 4 {
        case 4: return parseIPv4(offset, &packet)
        case 6: return parseIPv6(offset, &packet)
        default: return .issue(.invalidHeader)
        }
    }

    /// Reads PPP, with or without HDLC's address and with its protocol compressed or not.
    func parsePPP(_ start: Int, _ packet: inout Packet) -> PacketParser.Outcome {
        var offset = start
        guard offset + 4 <= captured else { return .issue(.truncated) }
        if frame.big16(offset) == 0xff03 { offset += 2 }
        var proto = UInt16(frame.byte(offset))
        offset += 1
        if proto & 1 == 0 {
            proto = proto << 8 | UInt16(frame.byte(offset))
            offset += 1
        }
        switch proto {
        case 0x21: return parseIPv4(offset, &packet)
        case 0x57: return parseIPv6(offset, &packet)
        default: return .notIP
        }
    }

    /// Reads an IPv4 packet.
    @inline(__always)
    func parseIPv4(_ offset: Int, _ packet: inout Packet) -> PacketParser.Outcome {
        guard offset &+ 20 <= captured else { return .issue(.truncated) }
        let first = frame.byte(offset)
        let header = Int(first & 15) &* 4
        let total = Int(frame.big16(offset &+ 2))
        // A length of 0 means more than fits: segments that the network card is yet to cut.
        guard first >> 4 == 4, header >= 20, total == 0 || total >= header else { return .issue(.invalidHeader) }
        packet.source = IPAddress(v4: frame.big32(offset &+ 12))
        packet.destination = IPAddress(v4: frame.big32(offset &+ 16))
        let proto = frame.byte(offset &+ 9)
        let isLaterFragment = frame.big16(offset &+ 6) & 0x1fff != 0
        let end = total == 0 ? captured : min(captured, offset &+ total)
        packet.liesAboutLength = offset &+ total > length
        if isLaterFragment {
            packet.proto = proto
            return proto == ProtocolNumber.esp ? .flow : .issue(.fragmented)
        }
        return parseTransport(proto, offset &+ header, end, icmp: ProtocolNumber.icmp, &packet)
    }

    /// Reads an IPv6 packet and its extension headers.
    func parseIPv6(_ offset: Int, _ packet: inout Packet) -> PacketParser.Outcome {
        guard offset &+ 40 <= captured else { return .issue(.truncated) }
        guard frame.byte(offset) >> 4 == 6 else { return .issue(.invalidHeader) }
        packet.source = IPAddress(high: frame.big64(offset &+ 8), low: frame.big64(offset &+ 16))
        packet.destination = IPAddress(high: frame.big64(offset &+ 24), low: frame.big64(offset &+ 32))
        let payload = Int(frame.big16(offset &+ 4))
        // A length of 0 is that of a jumbogram.
        let end = payload == 0 ? captured : min(captured, offset &+ 40 &+ payload)
        packet.liesAboutLength = offset &+ 40 &+ payload > length
        let proto = frame.byte(offset &+ 6)
        if proto == ProtocolNumber.tcp || proto == ProtocolNumber.udp {
            return parseTransport(proto, offset &+ 40, end, icmp: ProtocolNumber.icmpV6, &packet)
        }
        return parseExtensions(proto, offset &+ 40, end, &packet)
    }

    private func parseExtensions(
        _ first: UInt8, _ start: Int, _ end: Int, _ packet: inout Packet
    ) -> PacketParser.Outcome {
        var (proto, offset) = (first, start)
        // Each turn goes on by eight bytes at least.
        while let kind = ExtensionHeader(rawValue: proto) {
            guard offset + 8 <= end else { return .issue(.truncated) }
            let next = frame.byte(offset)
            if kind == .fragment && frame.big16(offset + 2) >> 3 != 0 {
                packet.proto = next
                return next == ProtocolNumber.esp ? .flow : .issue(.fragmented)
            }
            offset += kind.length(Int(frame.byte(offset + 1)))
            proto = next
        }
        return parseTransport(proto, offset, end, icmp: ProtocolNumber.icmpV6, &packet)
    }

    /// Reads what there is behind IP, which lies before `end`; `icmp` is the ICMP of its version.
    @inline(__always)
    private func parseTransport(
        _ proto: UInt8, _ offset: Int, _ end: Int, icmp: UInt8, _ packet: inout Packet
    ) -> PacketParser.Outcome {
        packet.proto = proto
        packet.transport = offset
        packet.available = end &- offset
        if proto == ProtocolNumber.tcp {
            guard packet.available >= 14 else { return .issue(.truncated) }
            packet.detail = frame.byte(offset &+ 13)
        } else if proto == ProtocolNumber.udp {
            guard packet.available >= 4 else { return .issue(.truncated) }
        } else {
            guard packet.available >= (proto == icmp ? 1 : 0) else { return .issue(.truncated) }
            if proto == icmp { packet.detail = frame.byte(offset) }
            return .flow
        }
        packet.sourcePort = frame.big16(offset)
        packet.destinationPort = frame.big16(offset &+ 2)
        return .flow
    }
}

/// The headers that may stand between IPv6 and what it carries.
private enum ExtensionHeader: UInt8 {
    case hopByHop = 0
    case routing = 43
    case fragment = 44
    case authentication = 51
    case destination = 60
    case mobility = 135
    case hostIdentity = 139
    case shim6 = 140

    /// The header's bytes, by its length field.
    func length(_ field: Int) -> Int {
        switch self {
        case .fragment: 8
        case .authentication: (field + 2) * 4
        default: (field + 1) * 8
        }
    }
}
