import Observations

/// Finds port scans in failed attempts. A scan begins when a source has tried enough distinct ports within the window
/// and ends when it has been quiet for as long; meanwhile it grows, and is told at most once a second.
final class ScanDetector {
    /// A scan is told as a small one only after so many seconds, in which it may prove to be a big one.
    private static let settling: UInt64 = 2
    /// Attempts that nobody answers are known to have failed so many seconds later.
    private static let lag: UInt64 = 4
    /// How many sources are watched at once.
    private static let sourceLimit = 1 << 16
    /// How many distinct ports of all sources are remembered.
    private static let targetLimit = 1 << 19

    private var options: PortScanOptions
    private var sources: [IPAddress: SourceWindow] = [:]
    private var order = SourceOrder()
    private var scans: [IPAddress: ActiveScan] = [:]
    private var remembered = 0
    /// The distinct ports of all scans under way.
    private var scanned = 0
    private var lastForgotten: UInt64 = 0
    private var nextID: UInt64
    private var now: UInt64 = 0
    /// Attempts that were not looked at, because there are too many sources or ports.
    private(set) var lost: UInt64 = 0

    /// A detector whose first scan has this number.
    init(_ options: PortScanOptions, firstID: UInt64) {
        self.options = options
        nextID = firstID
    }

    /// Changes the thresholds; scans under way go on.
    func change(_ options: PortScanOptions) { self.options = options }

    /// Takes attempts; gives what is to be told about scans.
    func take(_ probes: [FailedProbe]) -> [PortScan] {
        var told: [PortScan] = []
        for probe in probes {
            // What has ended by then is another scan than the one that the attempt may belong to.
            if probe.time > now { told += advance(to: probe.time) }
            take(probe)
        }
        return told + tell(now)
    }

    /// Notes that time goes on; gives what is to be told. A clock or file that goes back by much begins anew.
    func advance(to time: UInt64) -> [PortScan] {
        if time + options.window + Self.lag < now {
            (now, lastForgotten) = (time, time)
            return finish()
        }
        guard time > now else { return [] }
        now = time
        if time >= lastForgotten + 16 { forgetQuiet() }
        return tell(time)
    }

    /// Ends every scan, because nothing more comes.
    func finish() -> [PortScan] {
        defer {
            scans = [:]
            sources = [:]
            order = SourceOrder()
            (remembered, scanned) = (0, 0)
        }
        return scans.values.sorted { $0.id < $1.id }.map { $0.told(hasEnded: true) }
    }

    private func take(_ probe: FailedProbe) {
        if scans[probe.source] != nil, scanned < Self.targetLimit {
            scanned += scans[probe.source]!.insert(probe.target, at: probe.time)
        }
        guard var window = sources[probe.source] ?? newWindow(probe.source) else {
            lost += 1
            return
        }
        // Taken out, so that changing it copies nothing.
        sources[probe.source] = SourceWindow()
        remembered -= window.count
        window.prune(now: probe.time, window: options.window)
        if remembered + window.count < Self.targetLimit { window.insert(probe) } else { lost += 1 }
        remembered += window.count
        let tally = window.count >= options.small ? window.tally(small: options.small, big: options.big) : 0
        if tally >= options.small { scan(probe, window, tally) }
        sources[probe.source] = window
    }

    private func newWindow(_ source: IPAddress) -> SourceWindow? {
        if sources.count >= Self.sourceLimit, now > lastForgotten { forgetQuiet() }
        if sources.count >= Self.sourceLimit { evict() }
        guard sources.count < Self.sourceLimit else { return nil }
        order.append(source)
        return SourceWindow()
    }

    /// Makes room for a source: of the oldest, one that tried no more than one port is missed least.
    private func evict() {
        guard let source = order.take(where: { (sources[$0]?.count ?? 0) <= 1 }) else { return }
        remembered -= sources.removeValue(forKey: source)?.count ?? 0
    }

    private func scan(_ probe: FailedProbe, _ window: SourceWindow, _ tally: Int) {
        let action: PortScan.Action = tally >= options.big ? .big : .small
        if scans[probe.source] == nil {
            var scan = ActiveScan(id: nextID, source: probe.source, began: window.earliest ?? probe.time, crossed: now)
            nextID += 1
            for target in window.targets { scanned += scan.insert(target, at: probe.time) }
            scans[probe.source] = scan
        }
        if action == .big { scans[probe.source]!.escalate() }
    }

    private func tell(_ time: UInt64) -> [PortScan] {
        var told: [PortScan] = []
        for (source, scan) in scans {
            if scan.last + options.window + Self.lag <= time {
                told.append(scan.told(hasEnded: true))
                scanned -= scan.count
                scans[source] = nil
            } else if scan.isDue(time, settling: Self.settling) {
                scans[source]!.noteTold(time)
                told.append(scan.told(hasEnded: false))
            }
        }
        return told.sorted { $0.id < $1.id }
    }

    private func forgetQuiet() {
        lastForgotten = now
        for source in Array(sources.keys) {
            sources[source]!.prune(now: now, window: options.window)
            if sources[source]!.isEmpty { sources[source] = nil }
        }
        order.keep { sources[$0] != nil }
        remembered = sources.values.reduce(0) { $0 + $1.count }
    }
}
