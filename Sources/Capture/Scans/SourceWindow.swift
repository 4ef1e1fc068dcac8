import Observations

/// The distinct ports that one source tried in vain, in a window that slides.
struct SourceWindow {
    private struct Latest {
        var time: UInt64
        var isWeak: Bool
    }

    private var latest: [FailedProbe.Target: Latest] = [:]
    private var queue: [(target: FailedProbe.Target, time: UInt64)] = []
    private var queueStart = 0
    private var strong = 0
    /// Unanswered datagrams by host: only many of them to the same host count.
    private var weak: [IPAddress: Int] = [:]

    var targets: [FailedProbe.Target] { Array(latest.keys) }
    var isEmpty: Bool { latest.isEmpty }
    var count: Int { latest.count }
    /// When the first attempt in the window was.
    var earliest: UInt64? { queueStart < queue.count ? queue[queueStart].time : nil }

    /// How many ports count, with unanswered datagrams where there are `small` of one host.
    func tally(small: Int) -> Int { strong + weak.values.reduce(0) { $0 + ($1 >= small ? $1 : 0) } }

    mutating func insert(_ probe: FailedProbe) {
        let target = probe.target
        let isWeak = probe.isWeak
        if let known = latest[target] {
            // Many attempts in one second are one.
            if known.time == probe.time && known.isWeak == isWeak { return }
            forget(target, known)
        }
        latest[target] = Latest(time: probe.time, isWeak: isWeak)
        if isWeak { weak[target.host, default: 0] += 1 } else { strong += 1 }
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
        guard known.isWeak else {
            strong -= 1
            return
        }
        weak[target.host, default: 0] -= 1
        if weak[target.host] == 0 { weak[target.host] = nil }
    }
}
