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
    /// How many of one host it takes.
    private var small = 1
    /// Those of hosts with so many.
    private var weakCounting = 0

    var targets: [FailedProbe.Target] { Array(latest.keys) }
    var isEmpty: Bool { latest.isEmpty }
    var count: Int { latest.count }
    /// When the first attempt in the window was.
    var earliest: UInt64? { queueStart < queue.count ? queue[queueStart].time : nil }

    /// How many ports count, with unanswered datagrams where there are `small` of one host.
    mutating func tally(small: Int) -> Int {
        if small != self.small {
            self.small = small
            weakCounting = weak.values.reduce(0) { $0 + counting($1) }
        }
        return strong + weakCounting
    }

    private func counting(_ count: Int) -> Int { count >= small ? count : 0 }

    mutating func insert(_ probe: FailedProbe) {
        let target = probe.target
        let isWeak = probe.isWeak
        if let known = latest[target] {
            // Many attempts in one second are one.
            if known.time == probe.time && known.isWeak == isWeak { return }
            forget(target, known)
        }
        latest[target] = Latest(time: probe.time, isWeak: isWeak)
        if isWeak { change(target.host, by: 1) } else { strong += 1 }
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
        if known.isWeak { change(target.host, by: -1) } else { strong -= 1 }
    }

    private mutating func change(_ host: IPAddress, by more: Int) {
        let old = weak[host] ?? 0
        weak[host] = old + more == 0 ? nil : old + more
        weakCounting += counting(old + more) - counting(old)
    }
}
