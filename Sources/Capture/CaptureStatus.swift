/// What packets came to, since an interface was first captured or a file was begun.
public struct PacketCounts: Sendable, Equatable {
    /// All packets that were looked at.
    public var packets: UInt64 = 0
    /// Their bytes on the wire.
    public var bytes: UInt64 = 0
    /// Packets that are not IP, such as ARP.
    public var notIP: UInt64 = 0
    /// Packets left out because of a VLAN tag.
    public var vlan: UInt64 = 0
    /// Packets that are in no flow or odd, by reason.
    public var issues = PacketIssueCounts()
    /// Packets of flows beyond the limit, which are in no row.
    public var overflowPackets: UInt64 = 0
    /// The bytes of these.
    public var overflowBytes: UInt64 = 0
    /// Attempts to reach ports that are in no row or no scan, because they were too many at once.
    public var lostAttempts: UInt64 = 0

    /// Nothing.
    public init() {}

    static func += (sum: inout PacketCounts, more: PacketCounts) {
        sum.packets += more.packets
        sum.bytes += more.bytes
        sum.notIP += more.notIP
        sum.vlan += more.vlan
        for issue in PacketIssue.allCases { sum.issues[issue] += more.issues[issue] }
        sum.overflowPackets += more.overflowPackets
        sum.overflowBytes += more.overflowBytes
        sum.lostAttempts += more.lostAttempts
    }
}

/// How an interface's capture is doing.
public struct InterfaceStatus: Sendable, Equatable {
    /// What it is doing.
    public enum State: String, Sendable {
        /// It was just asked for.
        case starting
        /// Packets are counted.
        case capturing
        /// There is no such interface now; it is taken as soon as there is one.
        case waiting
        /// The interface is down.
        case down
        /// Something else is in the way, see `lastError`; it is tried again every second.
        case failed
    }

    /// The interface.
    public let name: String
    /// What it is doing.
    public internal(set) var state = State.starting
    /// The kind of frames, such as `EN10MB`; empty until packets were captured.
    public internal(set) var linkType = ""
    /// What its packets came to.
    public internal(set) var counts = PacketCounts()
    /// Packets that passed the filter, as the kernel counts them.
    public internal(set) var received: UInt64 = 0
    /// Packets that the kernel dropped because the ring was full.
    public internal(set) var dropped: UInt64 = 0
    /// Packets that the interface or its driver dropped.
    public internal(set) var droppedByInterface: UInt64 = 0
    /// Flows in memory.
    public internal(set) var flows = 0
    /// How often it was opened.
    public internal(set) var opened: UInt64 = 0
    /// What went wrong last.
    public internal(set) var lastError: String?

    init(name: String) { self.name = name }
}
