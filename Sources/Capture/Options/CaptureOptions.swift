public import Observations

/// What to capture, and how.
public struct CaptureOptions: Sendable, Equatable {
    /// The interfaces by name, or by a pattern between slashes such as `/enx.*/`, which matches whole names.
    public var interfaces: [String: InterfaceOptions] = [:]
    /// Every interface there is, but those whose name or pattern stands here; nil takes those of `interfaces` alone.
    public var automaticExcluding: [String]?
    /// Where the sensor's proxies listen: a TCP flow to one of them keeps the client's port.
    public var proxied: Set<ProxiedEndpoint> = []
    /// When closed ports make a scan; nil looks for none.
    public var portScans: PortScanOptions? = PortScanOptions()
    /// How many flows of a step are told apart on one interface; packets of others are only counted.
    public var flowLimit = 1 << 19

    /// Nothing is captured.
    public init() {}

    /// The most interfaces that are captured at once.
    public static let interfaceLimit = 1024
}

/// How one interface is captured.
public struct InterfaceOptions: Sendable, Equatable {
    /// What libpcap is to let through, everything when nil.
    public var filter: String?
    /// The size of the kernel's ring of packets, in bytes.
    public var bufferSize = 2 << 20
    /// Whether packets to other machines are counted as well.
    public var isPromiscuous = false
    /// Whether packets with a VLAN tag are left out, because the VLAN has an interface of its own.
    public var ignoresVLANs = false
    /// Whether it is left alone, though a pattern or the automatic choice would take it.
    public var isDisabled = false

    /// An interface with every default.
    public init() {}
}

/// An address and port that a proxy listens on.
public struct ProxiedEndpoint: Sendable, Hashable {
    /// The address, nil for all of the machine's own.
    public let address: IPAddress?
    /// The port.
    public let port: UInt16

    /// An endpoint.
    public init(address: IPAddress?, port: UInt16) {
        self.address = address
        self.port = port
    }
}

/// When closed or unanswered ports that one source tried make a scan.
public struct PortScanOptions: Sendable, Equatable {
    /// The window in which ports are counted, in seconds.
    public var window: UInt64
    /// How many ports make a small scan.
    public var small: Int
    /// How many ports make a big scan.
    public var big: Int

    /// Sentinel's defaults.
    public init(window: UInt64 = 60, small: Int = 10, big: Int = 100) {
        precondition(window >= 1 && small >= 1 && big >= small, "checked by the configuration")
        self.window = window
        self.small = small
        self.big = big
    }
}
