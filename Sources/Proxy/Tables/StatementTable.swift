import Bytes
import Observations

/// The loop's counters: open addressing over rows that are kept densely, so that handing over is one move and clearing
/// costs what was used. Fixed in size; what does not fit is counted under `(other)`.
struct StatementTable {
    /// The most rows between two hand-overs.
    static let capacity = 32_768
    /// Rows kept free for `(other)`, one a latency bucket.
    private static let reserved = Int(LatencyBucket.highest) + 1
    private static let slots = 65_536

    /// Keys the slots, so that nobody can choose statements that all fall into one.
    private let seed: UInt64
    private(set) var rows: [StatementCounts] = []
    private var index: [UInt16] = Array(repeating: 0, count: slots)
    /// Statements that were counted under `(other)`.
    private(set) var overflow: UInt64 = 0

    init(seed: UInt64) { self.seed = seed }

    /// Adds one execution.
    mutating func add(_ row: StatementCounts) {
        if !merge(row, limit: Self.capacity - Self.reserved) { addOther(row) }
    }

    @inline(__always)
    private mutating func merge(_ row: StatementCounts, limit: Int) -> Bool {
        var slot = slot(row)
        while true {
            let entry = Int(index[slot])
            if entry == 0 { break }
            if Self.sameKey(rows[entry &- 1], row) {
                rows[entry &- 1].calls &+= row.calls
                rows[entry &- 1].rows &+= row.rows
                rows[entry &- 1].bytesIn &+= row.bytesIn
                rows[entry &- 1].bytesOut &+= row.bytesOut
                rows[entry &- 1].duration &+= row.duration
                return true
            }
            slot = (slot &+ 1) & (Self.slots &- 1)
        }
        guard rows.count < limit else { return false }
        rows.append(row)
        index[slot] = UInt16(rows.count)
        return true
    }

    private mutating func addOther(_ row: StatementCounts) {
        overflow += 1
        let other = StatementCounts(
            dimensions: DimensionTable.otherID, sqlstate: .success, fingerprint: 0, latency: row.latency, verb: 0,
            calls: row.calls, rows: row.rows, bytesIn: row.bytesIn, bytesOut: row.bytesOut, duration: row.duration)
        let kept = merge(other, limit: Self.capacity)
        precondition(kept, "one row a latency bucket is reserved")
    }

    @inline(__always)
    private func slot(_ row: StatementCounts) -> Int {
        let key = UInt64(row.dimensions) | UInt64(row.latency.number) << 32 | UInt64(row.verb) << 40
        let mixed = Hash64.fold(row.fingerprint ^ key ^ seed, 0xa076_1d64_78bd_642f ^ UInt64(row.sqlstate.packed))
        return Int(truncatingIfNeeded: mixed) & (Self.slots &- 1)
    }

    @inline(__always)
    private static func sameKey(_ a: StatementCounts, _ b: StatementCounts) -> Bool {
        a.fingerprint == b.fingerprint && a.dimensions == b.dimensions && a.latency == b.latency
            && a.sqlstate == b.sqlstate && a.verb == b.verb
    }

    /// Moves the rows out and starts again.
    mutating func take() -> (rows: [StatementCounts], overflow: UInt64) {
        let full = (rows, overflow)
        rows = []
        rows.reserveCapacity(min(full.0.count, Self.capacity))
        overflow = 0
        if !full.0.isEmpty { index.withUnsafeMutableBufferPointer { $0.update(repeating: 0) } }
        return full
    }
}
