/// How a capture file is read.
public struct CaptureFileOptions: Sendable {
    /// The interface of all flows; nil takes the names in the file, and the file's own where there are none.
    public var iface: String?
    /// What libpcap is to let through, everything when nil.
    public var filter: String?
    /// Whether packets with a VLAN tag are left out.
    public var ignoresVLANs = false
    /// Where proxies listened: a TCP flow to one of them keeps the client's port.
    public var proxied: Set<ProxiedEndpoint> = []
    /// When closed ports make a scan; nil looks for none.
    public var portScans: PortScanOptions? = PortScanOptions()
    /// How many flows of an interface are kept before their rows are told; of all together, twice as many.
    var flowLimit = 1 << 20

    /// A descriptor that becomes readable when the reading is to end; what was read by then is kept.
    public var interruption: Int32?

    /// Everything, under the names in the file.
    public init() {}
}

/// How far the reading of a capture file has come.
public struct CaptureFileProgress: Sendable {
    /// Packets read so far.
    public let packets: UInt64
    /// Bytes of the file read so far; of a compressed file, compressed.
    public let bytes: UInt64
    /// The file's size, nil for what is no regular file.
    public let size: UInt64?
}

/// What was in a capture file.
public struct CaptureFileSummary: Sendable {
    /// What its packets came to.
    public internal(set) var counts = PacketCounts()
    /// Packets that the filter did not let through.
    public internal(set) var filtered: UInt64 = 0
    /// Packets in frames that are not understood, by the number of their kind.
    public internal(set) var foreign: [UInt32: UInt64] = [:]
    /// The rows of flows that the sink was told.
    public internal(set) var records: UInt64 = 0
    /// The time of the first packet, in seconds since 1970 UTC; nil when there was none.
    public internal(set) var first: UInt64?
    /// The time of the last packet.
    public internal(set) var last: UInt64?
    /// The interfaces that packets belong to.
    public internal(set) var interfaces: [String] = []
    /// Where the file is damaged, so that what follows was not read; what came before was.
    public internal(set) var damage: CaptureError?
}
