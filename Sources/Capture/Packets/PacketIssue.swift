/// What is wrong with a packet, in goProbe's words where it has some.
public enum PacketIssue: Int, Sendable, CaseIterable {
    /// A fragment other than the first, which has no ports. Not a failure: it belongs to a packet that was counted.
    case fragmented
    /// Neither IPv4 nor IPv6, or a header that contradicts itself.
    case invalidHeader
    /// It ends before its ports do.
    case truncated
    /// It says that it is longer than its frame. It is counted all the same, with the frame's length.
    case lyingLength
    /// A file says that it was captured when nobody can have. It is counted, at the time of the packet before.
    case impossibleTime

    /// The name, as statistics show it.
    public var name: String {
        switch self {
        case .fragmented: "packet fragmented"
        case .invalidHeader: "invalid IP header"
        case .truncated: "packet truncated"
        case .lyingLength: "length beyond the frame"
        case .impossibleTime: "impossible time"
        }
    }
}

/// How many packets were in no flow, or odd, and why.
public struct PacketIssueCounts: Sendable, Equatable {
    private var fragmented: UInt64 = 0
    private var invalidHeader: UInt64 = 0
    private var truncated: UInt64 = 0
    private var lyingLength: UInt64 = 0
    private var impossibleTime: UInt64 = 0

    /// No packets.
    public init() {}

    /// The packets of one kind.
    public subscript(issue: PacketIssue) -> UInt64 {
        get {
            switch issue {
            case .fragmented: fragmented
            case .invalidHeader: invalidHeader
            case .truncated: truncated
            case .lyingLength: lyingLength
            case .impossibleTime: impossibleTime
            }
        }
        set {
            switch issue {
            case .fragmented: fragmented = newValue
            case .invalidHeader: invalidHeader = newValue
            case .truncated: truncated = newValue
            case .lyingLength: lyingLength = newValue
            case .impossibleTime: impossibleTime = newValue
            }
        }
    }

    /// The kinds that occurred, with their packets.
    public var occurred: [(issue: PacketIssue, count: UInt64)] {
        PacketIssue.allCases.map { ($0, self[$0]) }.filter { $0.count > 0 }
    }
}
