import Observations

/// The distinct ports that one source tried in vain, in a window that slides.
struct SourceWindow {
    private struct Latest {
        var time: UInt64
        var evidence: FailedProbe.Evidence
    }

    private var latest: [FailedProbe.Target: Latest] = [:]
    private var queue: [(target: FailedProbe.Target, time: UInt64)] = []
    private var queueStart = 0
    private var refused = 0
    /// Attempts of which only many count, by host.
    private var doubts: [IPAddress: HostDoubts] = [:]
    /// How many are many.
    private var thresholds = (small: 1, big: 1)
    /// The attempts that count because there are many of their host.
    private var counting = 0
    /// The attempts that count where there are many of them altogether.
    private var spread = 0

    var targets: [FailedProbe.Target] { Array(latest.keys) }
    var isEmpty: Bool { latest.isEmpty }
    var count: Int { latest.count }
    /// When the first attempt in the window was.
    var earliest: UInt64? { queueStart < queue.count ? queue[queueStart].time : nil }

    /// How many ports count, by the thresholds of a small and a big scan.
    mutating func tally(small: Int, big: Int) -> Int {
        if (small, big) != thresholds {
            thresholds = (small, big)
            (counting, spread) = (0, 0)
            for host in doubts.values { add(host, 1) }
        }
        return refused + counting + (spread >= big ? spread : 0)
    }

    mutating func insert(_ probe: FailedProbe) {
        let target = probe.target
        if let known = latest[target] {
            // Many attempts in one second are one.
            if known.time == probe.time && known.evidence == probe.evidence { return }
            forget(target, known)
        }
        latest[target] = Latest(time: probe.time, evidence: probe.evidence)
        change(target.host, probe.evidence, by: 1)
        queue.append((target, probe.time))
    }

    /// Drops what is as old as the window or older.
    mutating func prune(now: UInt64, window: UInt64) {
        while queueStart < queue.count, queue[queueStart].time + window <= now {
            let (target, time) = queue[queueStart]
            queueStart += 1
            if let known = latest[target], known.time == time { forget(target, known) }
        }
        if queueStart > 64, queueStart > queue.count / 2 {
            queue.removeFirst(queueStart)
            queueStart = 0
        }
    }

    private mutating func forget(_ target: FailedProbe.Target, _ known: Latest) {
        latest[target] = nil
        change(target.host, known.evidence, by: -1)
    }

    private mutating func change(_ host: IPAddress, _ evidence: FailedProbe.Evidence, by more: Int) {
        if evidence == .refusal {
            refused += more
            return
        }
        var changed = doubts[host] ?? HostDoubts()
        add(changed, -1)
        changed.change(evidence, by: more)
        add(changed, 1)
        doubts[host] = changed.isEmpty ? nil : changed
    }

    private mutating func add(_ host: HostDoubts, _ sign: Int) {
        counting += sign * host.counting(small: thresholds.small, big: thresholds.big)
        spread += sign * host.spread(small: thresholds.small)
    }
}
