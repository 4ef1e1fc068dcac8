import Observations

/// How many events took how long, by latency bucket.
struct LatencyHistogram {
    private var counts = [UInt64](repeating: 0, count: Int(LatencyBucket.highest) + 1)
    private var total: UInt64 = 0

    /// Adds events of a bucket.
    mutating func add(bucket: Int, _ count: UInt64) {
        counts[min(bucket, counts.count - 1)] &+= count
        total &+= count
    }

    /// Adds another histogram's events.
    mutating func add(_ other: LatencyHistogram) {
        for (bucket, count) in other.counts.enumerated() { add(bucket: bucket, count) }
    }

    /// Forgets everything.
    mutating func removeAll() {
        for index in counts.indices { counts[index] = 0 }
        total = 0
    }

    /// The duration in microseconds that `percent` of the events stay within: that of the event of rank
    /// ⌈percent/100 · n⌉ when all are sorted (nearest rank); 0 when there are none.
    func percentile(_ percent: Int) -> UInt64 {
        guard total > 0 else { return 0 }
        let rank = max(1, (Double(total) * Double(percent) / 100).rounded(.up))
        var seen: Double = 0
        for (number, count) in counts.enumerated() {
            seen += Double(count)
            if seen >= rank {
                return UInt64(LatencyBucket(number: UInt8(number)).representative.rounded())
            }
        }
        return UInt64(LatencyBucket(number: LatencyBucket.highest).representative.rounded())
    }
}
