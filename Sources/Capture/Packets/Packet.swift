public import Observations

/// What is read from one packet: who, to whom, by what.
public struct Packet: Equatable {
    /// Which way a packet went through the interface.
    public enum Way: UInt8, Sendable {
        /// Nothing tells.
        case unknown
        /// It came in.
        case received
        /// It went out.
        case sent
    }

    /// The source address.
    public var source = IPAddress(high: 0, low: 0)
    /// The destination address.
    public var destination = IPAddress(high: 0, low: 0)
    /// The source port of TCP and UDP, else 0.
    public var sourcePort: UInt16 = 0
    /// The destination port of TCP and UDP, else 0.
    public var destinationPort: UInt16 = 0
    /// The IP protocol's number, behind all extension headers of IPv6.
    public var proto: UInt8 = 0
    /// TCP's flags, or the type of an ICMP message.
    public var detail: UInt8 = 0
    /// Which way it went, as far as the frame tells.
    public var way = Way.unknown
    /// Whether IP's length is beyond the frame's.
    public var liesAboutLength = false
    /// Where the header of TCP, UDP or ICMP begins in the frame.
    public var transport = 0
    /// How many bytes of it and its payload were captured.
    public var available = 0

    /// No packet.
    public init() {}

    /// Whether it is a message of the ICMP that belongs to its addresses.
    var isICMP: Bool { proto == (source.isV4 ? ProtocolNumber.icmp : ProtocolNumber.icmpV6) }
}

/// Numbers of IP protocols (IANA's registry).
enum ProtocolNumber {
    static let icmp: UInt8 = 1
    static let tcp: UInt8 = 6
    static let udp: UInt8 = 17
    static let esp: UInt8 = 50
    static let icmpV6: UInt8 = 58
}

/// TCP's flags.
enum TCPFlags {
    static let syn: UInt8 = 0x02
    static let rst: UInt8 = 0x04
    static let ack: UInt8 = 0x10

    /// Whether a segment is none of those within a connection, which have ACK and neither SYN nor RST.
    @inline(__always)
    static func areNotable(_ flags: UInt8) -> Bool { flags & (syn | rst | ack) != ack }
}

extension UnsafeRawPointer {
    /// A number in network byte order.
    @inline(__always)
    func big16(_ offset: Int) -> UInt16 { UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }

    @inline(__always)
    func big32(_ offset: Int) -> UInt32 { UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }

    @inline(__always)
    func big64(_ offset: Int) -> UInt64 { UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }
}
