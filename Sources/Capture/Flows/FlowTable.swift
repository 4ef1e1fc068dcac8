import Glibc

/// Flows by their keys: open addressing in one piece of memory, which grows up to a limit.
///
/// One thread fills a table and then gives it away; from then on it is only read. Hence it may go between threads.
final class FlowTable: @unchecked Sendable {
    private(set) var count = 0
    /// How many flows it takes; those that it has stay.
    var limit: Int
    let seed: UInt64
    private var mask: Int
    private var entries: UnsafeMutablePointer<FlowEntry>
    /// The places of flows that were counted since changes were last taken.
    private var changes: [UInt32] = []

    private static let leastCapacity = 256

    /// An empty table with room for so many flows; it grows to `limit` flows at most.
    init(seed: UInt64, expecting expected: Int = 0, limit: Int) {
        self.seed = seed
        self.limit = max(limit, 1)
        var capacity = Self.leastCapacity
        while capacity * 3 / 4 <= min(expected, self.limit) { capacity *= 2 }
        mask = capacity - 1
        entries = Self.allocate(capacity)
    }

    deinit { free(entries) }

    /// Memory of zeros, which the kernel gives page by page as it is used.
    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<FlowEntry> {
        guard let memory = calloc(capacity, MemoryLayout<FlowEntry>.stride) else {
            preconditionFailure("no memory for \(capacity) flows")
        }
        return memory.bindMemory(to: FlowEntry.self, capacity: capacity)
    }

    /// The place of a flow, nil when the table has none of that key.
    @inline(__always)
    func find(_ key: FlowKey, _ hash: UInt64) -> UnsafeMutablePointer<FlowEntry>? {
        let place = locate(key, hash)
        return place.pointee.state.rawValue == 0 ? nil : place
    }

    /// The place of a flow that the table has not, taken for it with all counters 0; nil when the limit is reached.
    /// Places found before are no longer valid.
    func insert(_ key: FlowKey, _ hash: UInt64) -> UnsafeMutablePointer<FlowEntry>? {
        guard count < limit else { return nil }
        if (count + 1) * 4 > (mask + 1) * 3 { grow() }
        let place = locate(key, hash)
        precondition(place.pointee.state.rawValue == 0, "the flow is not there yet")
        place.pointee.key = key
        place.pointee.state = .used
        count += 1
        return place
    }

    /// The place with the key, or the free one where it belongs.
    @inline(__always)
    private func locate(_ key: FlowKey, _ hash: UInt64) -> UnsafeMutablePointer<FlowEntry> {
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let place = entries + index
            if place.pointee.state.rawValue == 0 || place.pointee.key == key { return place }
            index = (index &+ 1) & mask
        }
    }

    private func grow() {
        let (old, oldCapacity) = (entries, mask + 1)
        mask = oldCapacity * 2 - 1
        entries = Self.allocate(oldCapacity * 2)
        changes.removeAll(keepingCapacity: true)
        for index in 0..<oldCapacity where old[index].state.rawValue != 0 {
            let place = locate(old[index].key, old[index].key.hash(seed))
            place.pointee = old[index]
            if old[index].state.contains(.changed) { changes.append(UInt32(truncatingIfNeeded: place - entries)) }
        }
        free(old)
    }

    /// Notes that a flow was counted.
    func noteChange(_ place: UnsafeMutablePointer<FlowEntry>) {
        if place.pointee.state.contains(.changed) { return }
        place.pointee.state.insert(.changed)
        changes.append(UInt32(truncatingIfNeeded: place - entries))
    }

    /// The flows that were counted since the last call.
    func takeChanges() -> [FlowEntry] {
        defer { changes.removeAll(keepingCapacity: true) }
        return changes.map { index in
            entries[Int(index)].state.remove(.changed)
            return entries[Int(index)]
        }
    }

    /// Calls `body` with each flow.
    func forEach(_ body: (FlowEntry) -> Void) {
        var left = count
        var index = 0
        while left > 0 {
            if entries[index].state.rawValue != 0 {
                body(entries[index])
                left -= 1
            }
            index += 1
        }
    }
}
