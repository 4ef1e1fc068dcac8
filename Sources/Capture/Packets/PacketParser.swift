import Observations

/// Reads packets of one kind of frames. It reads nothing beyond what was captured, whatever the packet says, and
/// allocates nothing.
public struct PacketParser: Sendable {
    /// What became of a packet.
    public enum Outcome: Equatable, Sendable {
        /// It belongs to a flow.
        case flow
        /// It is not IP.
        case notIP
        /// It has a VLAN tag, and such packets are left out.
        case vlan
        /// It belongs to no flow, because something is wrong with it.
        case issue(PacketIssue)
    }

    let linkType: LinkType
    let ignoresVLANs: Bool
    /// The interface's own Ethernet address in the upper 48 bits, 0 when nothing is known of it.
    let ownAddress: UInt64

    /// A parser; with the interface's own Ethernet address it tells what came in from what went out.
    public init(_ linkType: LinkType, ignoresVLANs: Bool = false, ownAddress: [UInt8] = []) {
        self.linkType = linkType
        self.ignoresVLANs = ignoresVLANs
        self.ownAddress = ownAddress.count == 6 ? ownAddress.reduce(0) { $0 << 8 | UInt64($1) } << 16 : 0
    }

    /// Reads a packet of which `frame` was captured and that had `length` bytes on the wire.
    public func parse(_ frame: UnsafeRawBufferPointer, length: Int, into packet: inout Packet) -> Outcome {
        guard let base = frame.baseAddress else { return .issue(.truncated) }
        packet = Packet()
        return parse(base, frame.count, length, &packet)
    }

    /// The same; the packet's flags must be as they are at first.
    @inline(__always)
    func parse(_ frame: UnsafeRawPointer, _ captured: Int, _ length: Int, _ packet: inout Packet) -> Outcome {
        let cursor = FrameCursor(frame: frame, captured: captured, length: length)
        if linkType == .ethernet {
            guard captured >= 14 else { return .issue(.truncated) }
            if ownAddress != 0 {
                packet.way = frame.big64(6) & 0xffff_ffff_ffff_0000 == ownAddress ? .sent : .received
            }
            let type = frame.big16(12)
            if type == EtherType.ipv4 { return cursor.parseIPv4(14, &packet) }
            return parse(cursor, type, at: 14, &packet)
        }
        return parseOtherLink(cursor, &packet)
    }

    private func parseOtherLink(_ cursor: FrameCursor, _ packet: inout Packet) -> Outcome {
        let frame = cursor.frame
        switch linkType {
        case .ethernet: preconditionFailure("parsed by the caller")
        case .raw, .ipv4, .ipv6: return cursor.parseIP(0, &packet)
        case .null, .loop:
            guard cursor.captured >= 4 else { return .issue(.truncated) }
            let family = frame.big32(0)
            // Families are small numbers, so that the byte order shows.
            switch family > 0xffff ? family.byteSwapped : family {
            case 2: return cursor.parseIPv4(4, &packet)
            case 10, 24, 28, 30: return cursor.parseIPv6(4, &packet)
            default: return .notIP
            }
        case .linuxCooked:
            guard cursor.captured >= 16 else { return .issue(.truncated) }
            packet.way = Self.way(ofType: frame.big16(0), hardware: frame.big16(2))
            return parse(cursor, frame.big16(14), at: 16, &packet)
        case .linuxCooked2:
            guard cursor.captured >= 20 else { return .issue(.truncated) }
            packet.way = Self.way(ofType: UInt16(frame.byte(10)), hardware: frame.big16(8))
            return parse(cursor, frame.big16(0), at: 20, &packet)
        case .ppp, .pppSerial: return cursor.parsePPP(0, &packet)
        case .pppEthernet: return cursor.parsePPP(6, &packet)
        }
    }

    /// What a cooked frame tells; on loopback, where a packet is seen once, it tells nothing.
    private static func way(ofType type: UInt16, hardware: UInt16) -> Packet.Way {
        let loopback: UInt16 = 772
        return hardware == loopback ? .unknown : type == 4 ? .sent : .received
    }

    /// Goes through tags to the packet.
    @inline(never)
    private func parse(_ cursor: FrameCursor, _ type: UInt16, at start: Int, _ packet: inout Packet) -> Outcome {
        var (type, offset) = (type, start)
        // Each turn goes on in the frame, so that the loop ends with it.
        while true {
            switch type {
            case EtherType.ipv4: return cursor.parseIPv4(offset, &packet)
            case EtherType.ipv6: return cursor.parseIPv6(offset, &packet)
            case EtherType.vlan, EtherType.providerVLAN, EtherType.oldProviderVLAN:
                guard offset + 4 <= cursor.captured else { return .issue(.truncated) }
                // The tag of VLAN 0 is for priority only.
                if ignoresVLANs && cursor.frame.big16(offset) & 0xfff != 0 { return .vlan }
                type = cursor.frame.big16(offset + 2)
                offset += 4
            case EtherType.pppoe: return cursor.parsePPP(offset + 6, &packet)
            case EtherType.mpls:
                guard offset + 4 <= cursor.captured else { return .issue(.truncated) }
                let isLast = cursor.frame.byte(offset + 2) & 1 == 1
                offset += 4
                if isLast { return cursor.parseIP(offset, &packet) }
            case ..<0x600:
                // IEEE 802.3 with a length, LLC and SNAP.
                guard offset + 8 <= cursor.captured, cursor.frame.big32(offset) == 0xaaaa_0300,
                    cursor.frame.big16(offset + 4) == 0
                else { return .notIP }
                type = cursor.frame.big16(offset + 6)
                guard type >= 0x600 else { return .notIP }
                offset += 8
            default: return .notIP
            }
        }
    }
}

/// The types of Ethernet frames that lead to IP.
enum EtherType {
    static let ipv4: UInt16 = 0x0800
    static let ipv6: UInt16 = 0x86dd
    static let vlan: UInt16 = 0x8100
    static let providerVLAN: UInt16 = 0x88a8
    static let oldProviderVLAN: UInt16 = 0x9100
    static let pppoe: UInt16 = 0x8864
    static let mpls: UInt16 = 0x8847
}
