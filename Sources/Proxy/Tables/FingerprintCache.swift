/// Which fingerprints the loop has handed on already, and how many samples of each: a set-associative cache of fixed
/// size. A fingerprint that falls out is new again, which costs one more hand-over and nothing else.
struct FingerprintCache {
    /// Samples of a fingerprint before they become one a minute.
    static let firstSamples: UInt32 = 20
    private static let sets = 8_192
    private static let ways = 8

    private struct Entry {
        var fingerprint: UInt64 = 0
        var samples: UInt32 = 0
        /// Seconds of the monotonic clock.
        var lastSample: UInt32 = 0
        var lastUse: UInt32 = 0
    }

    private var entries = [Entry](repeating: Entry(), count: sets * ways)

    /// Whether a text of the fingerprint is wanted now: it was never handed on, or a sample is due.
    mutating func wantsText(_ fingerprint: UInt64, second: UInt32) -> Bool {
        guard let place = find(fingerprint) else { return true }
        entries[place].lastUse = second
        return entries[place].samples < Self.firstSamples || second &- entries[place].lastSample >= 60
    }

    /// Notes that a text was handed on. Not called for one that a full queue dropped, which so stays unknown.
    mutating func noteSample(_ fingerprint: UInt64, second: UInt32) {
        let place = find(fingerprint) ?? evict(fingerprint)
        entries[place].samples = min(entries[place].samples + 1, Self.firstSamples)
        entries[place].lastSample = second
        entries[place].lastUse = second
    }

    @inline(__always)
    private func find(_ fingerprint: UInt64) -> Int? {
        let start = Self.start(fingerprint)
        for place in start..<start &+ Self.ways
        where entries[place].fingerprint == fingerprint && entries[place].samples > 0 {
            return place
        }
        return nil
    }

    private mutating func evict(_ fingerprint: UInt64) -> Int {
        let start = Self.start(fingerprint)
        var oldest = start
        for place in start..<start + Self.ways {
            if entries[place].samples == 0 {
                oldest = place
                break
            }
            if entries[place].lastUse < entries[oldest].lastUse { oldest = place }
        }
        entries[oldest] = Entry(fingerprint: fingerprint)
        return oldest
    }

    @inline(__always)
    private static func start(_ fingerprint: UInt64) -> Int {
        (Int(truncatingIfNeeded: fingerprint ^ fingerprint >> 32) & (sets &- 1)) &* ways
    }
}
