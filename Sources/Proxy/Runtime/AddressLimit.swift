import Observations
import Synchronization

/// So many events a second from each address, and a burst of them at once: a token bucket an address. What addresses
/// beyond the bound of the table do is counted in one bucket for all of them, so that a flood of addresses neither
/// grows the table nor passes.
final class AddressLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var updated: UInt64
    }

    private static let mostAddresses = 4096

    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[IPAddress: Bucket]>([:])

    init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Whether an event of `address` at `now`, in nanoseconds of the monotonic clock, is within the limit.
    func admits(_ address: IPAddress, now: UInt64) -> Bool {
        buckets.withLock { buckets in
            if buckets.count >= Self.mostAddresses && buckets[address] == nil { forgetRested(&buckets, now) }
            let isKnown = buckets[address] != nil || buckets.count < Self.mostAddresses
            let key = isKnown ? address : IPAddress(high: 0, low: 0)
            var bucket = buckets[key] ?? Bucket(tokens: burst, updated: now)
            bucket = Bucket(tokens: tokens(bucket, now), updated: now)
            let isAdmitted = bucket.tokens >= 1
            if isAdmitted { bucket.tokens -= 1 }
            buckets[key] = bucket
            return isAdmitted
        }
    }

    private func tokens(_ bucket: Bucket, _ now: UInt64) -> Double {
        let seconds = Double(now &- min(now, bucket.updated)) / 1e9
        return min(burst, bucket.tokens + seconds * perSecond)
    }

    private func forgetRested(_ buckets: inout [IPAddress: Bucket], _ now: UInt64) {
        buckets = buckets.filter { tokens($0.value, now) < burst }
    }
}
