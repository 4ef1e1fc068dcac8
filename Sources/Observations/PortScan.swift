/// What is known of a port scan. The same scan is told again when it grew and when it ended, with the same `id`: one
/// scan is one incident, whose `action` and `ports` are the last that were told.
public struct PortScan: Sendable, Equatable {
    /// How large a scan is, by the number of ports in the window.
    public enum Action: String, Sendable {
        /// Sentinel's smaller threshold.
        case small = "small_port_scan"
        /// Sentinel's greater threshold.
        case big = "big_port_scan"
    }

    /// The same in all that is told about one scan; no other scan of this process has it.
    public let id: UInt64
    /// When the first of its attempts was, in seconds since 1970 UTC.
    public let began: UInt64
    /// When the last of its attempts so far was, in seconds since 1970 UTC.
    public let last: UInt64
    /// Who scans.
    public let source: IPAddress
    /// How large it is; a small one can become big, never the other way.
    public let action: Action
    /// Distinct closed or unanswered ports so far, the same port of two hosts being two.
    public let ports: UInt64
    /// How many hosts they belong to.
    public let targets: UInt64
    /// The lowest of the ports, at most `sampleLimit`.
    public let sample: [UInt16]
    /// Whether the source has been quiet for the length of the window, so that nothing follows.
    public let hasEnded: Bool

    /// How many ports are kept as evidence.
    public static let sampleLimit = 32

    /// What is known of a scan.
    public init(
        id: UInt64, began: UInt64, last: UInt64, source: IPAddress, action: Action, ports: UInt64, targets: UInt64,
        sample: [UInt16], hasEnded: Bool
    ) {
        self.id = id
        self.began = began
        self.last = last
        self.source = source
        self.action = action
        self.ports = ports
        self.targets = targets
        self.sample = sample
        self.hasEnded = hasEnded
    }
}
