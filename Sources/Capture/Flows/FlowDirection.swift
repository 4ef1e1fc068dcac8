import Observations

/// goProbe's rules for the ports of a flow's key and for who asked whom.
enum FlowDirection {
    /// Ports below are those of services; Linux gives clients none of them.
    static let firstEphemeralPort: UInt16 = 32768

    /// Whether connections to a port are so many and so short that their clients' ports are not told apart.
    @inline(__always)
    static func isCommon(_ port: UInt16, _ proto: UInt8) -> Bool {
        // Most ports are above all of these.
        guard port <= 8080 else { return false }
        switch port {
        case 53, 443: return true
        case 80, 445, 8080: return proto == ProtocolNumber.tcp
        default: return false
        }
    }

    /// Whether the first packet of a flow, with the ports of the key, is an answer: whether the flow goes the other
    /// way.
    static func isReply(_ packet: Packet, _ sourcePort: UInt16, _ destinationPort: UInt16) -> Bool {
        switch packet.proto {
        case ProtocolNumber.tcp:
            if packet.detail & TCPFlags.syn != 0 { return packet.detail & TCPFlags.ack != 0 }
            return isReply(from: sourcePort, to: destinationPort)
        case ProtocolNumber.udp:
            return !isMulticast(packet.destination) && isReply(from: sourcePort, to: destinationPort)
        case ProtocolNumber.icmp where packet.source.isV4: return isICMPReply(packet.detail)
        case ProtocolNumber.icmpV6 where !packet.source.isV4:
            return !isMulticast(packet.destination) && isICMPv6Reply(packet.detail)
        default: return false
        }
    }

    /// By ports alone: an ephemeral port (or one left out, being one of many) is a client's; else the lower is the
    /// server's.
    private static func isReply(from source: UInt16, to destination: UInt16) -> Bool {
        let (isSourceEphemeral, isDestinationEphemeral) = (isEphemeral(source), isEphemeral(destination))
        if isSourceEphemeral != isDestinationEphemeral { return isDestinationEphemeral }
        return source < destination
    }

    private static func isEphemeral(_ port: UInt16) -> Bool { port >= firstEphemeralPort || port == 0 }

    /// Echo reply, destination unreachable, time exceeded, parameter problem, timestamp reply.
    private static func isICMPReply(_ type: UInt8) -> Bool { [0, 3, 11, 12, 14].contains(type) }

    /// Echo reply, destination unreachable, time exceeded, parameter problem.
    private static func isICMPv6Reply(_ type: UInt8) -> Bool { [129, 1, 3, 4].contains(type) }

    /// Whether an address is that of a group or of everybody.
    static func isMulticast(_ address: IPAddress) -> Bool {
        if address.isV4 {
            let number = UInt32(truncatingIfNeeded: address.low)
            return number >> 28 == 0xe || number == .max
        }
        return address.high >> 56 == 0xff
    }
}
