/// How packets are framed, by the numbers of capture files (https://www.tcpdump.org/linktypes.html).
public enum LinkType: UInt32, Sendable, CaseIterable {
    /// BSD loopback: the address family in the writer's byte order.
    case null = 0
    /// Ethernet.
    case ethernet = 1
    /// PPP.
    case ppp = 9
    /// PPP with HDLC framing.
    case pppSerial = 50
    /// PPPoE: the session header and PPP.
    case pppEthernet = 51
    /// IP without a frame.
    case raw = 101
    /// OpenBSD loopback: the address family in network byte order.
    case loop = 108
    /// Linux cooked capture.
    case linuxCooked = 113
    /// IPv4 without a frame.
    case ipv4 = 228
    /// IPv6 without a frame.
    case ipv6 = 229
    /// Linux cooked capture, version 2.
    case linuxCooked2 = 276

    /// The link type that a number means in a file or to libpcap, which has its own for raw IP.
    public init?(number: UInt32) {
        switch number {
        case 12, 14: self = .raw
        default: self.init(rawValue: number)
        }
    }

    /// The name, as libpcap has it.
    public var name: String {
        switch self {
        case .null: "NULL"
        case .ethernet: "EN10MB"
        case .ppp: "PPP"
        case .pppSerial: "PPP_SERIAL"
        case .pppEthernet: "PPP_ETHER"
        case .raw: "RAW"
        case .loop: "LOOP"
        case .linuxCooked: "LINUX_SLL"
        case .ipv4: "IPV4"
        case .ipv6: "IPV6"
        case .linuxCooked2: "LINUX_SLL2"
        }
    }

    /// How long the frame's own header is, with as much more as tags and tunnels of the link may add.
    var headerLength: Int {
        switch self {
        case .null, .loop: 4
        case .ethernet: 14 + 32
        case .ppp, .pppSerial: 4
        case .pppEthernet: 8
        case .raw, .ipv4, .ipv6: 0
        case .linuxCooked: 16 + 32
        case .linuxCooked2: 20 + 32
        }
    }
}
