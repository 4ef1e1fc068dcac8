import Observations

/// A scan that goes on.
struct ActiveScan {
    /// How many distinct ports of one scan are remembered; those beyond are not told apart and not counted.
    private static let targetLimit = 1 << 17

    let id: UInt64
    private let source: IPAddress
    private let began: UInt64
    /// When the threshold was reached.
    private let crossed: UInt64
    private(set) var last: UInt64
    private var action = PortScan.Action.small
    private var targets: Set<FailedProbe.Target> = []
    private var hosts: Set<IPAddress> = []
    private var ports: Set<UInt16> = []
    private var lastTold: UInt64?
    private var hasNews = true

    init(id: UInt64, source: IPAddress, began: UInt64, crossed: UInt64) {
        self.id = id
        self.source = source
        self.began = began
        self.crossed = crossed
        last = began
    }

    /// How many distinct ports it has.
    var count: Int { targets.count }

    /// Adds a port; gives how many were added, 0 when it is known.
    mutating func insert(_ target: FailedProbe.Target, at time: UInt64) -> Int {
        last = max(last, time)
        guard targets.count < Self.targetLimit, targets.insert(target).inserted else { return 0 }
        hosts.insert(target.host)
        ports.insert(target.port)
        hasNews = true
        return 1
    }

    mutating func escalate() {
        guard action == .small else { return }
        action = .big
        hasNews = true
    }

    /// Whether something is to be told at this time: a big scan at once, a small one when it has had time to grow.
    func isDue(_ time: UInt64, settling: UInt64) -> Bool {
        guard hasNews else { return false }
        guard let lastTold else { return action == .big || time >= crossed + settling }
        return time > lastTold
    }

    mutating func noteTold(_ time: UInt64) {
        lastTold = time
        hasNews = false
    }

    func told(hasEnded: Bool) -> PortScan {
        PortScan(
            id: id, began: began, last: last, source: source, action: action, ports: UInt64(targets.count),
            targets: UInt64(hosts.count), sample: Array(ports.sorted().prefix(PortScan.sampleLimit)),
            hasEnded: hasEnded)
    }
}
