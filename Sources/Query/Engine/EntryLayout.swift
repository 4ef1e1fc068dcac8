import Bytes
import Observations

/// Where a part of a group's key stands in its words.
struct KeyField: Sendable, Equatable {
    /// The first word.
    let word: Int
    /// How far the value is shifted up in it.
    let shift: UInt64
    /// How many bits it has, 64 at most.
    let bits: Int

    var mask: UInt64 { bits >= 64 ? .max : 1 << UInt64(bits) - 1 }

    @inline(__always)
    func value(_ entry: UnsafePointer<UInt64>) -> UInt64 { entry[word] >> shift & mask }
}

/// A sum that a query keeps for each group.
enum GroupSum: Sendable, Hashable {
    /// Of the counter at a position of the schema.
    case counter(Int)
    /// Of the event counter, where the statement failed.
    case errors
}

/// How a group lies in memory: words of key, in which narrow values share words, then one word a sum.
///
/// Where percentiles are asked, the latency bucket is part of the key, at a known place of its last word: a group then
/// has one entry a bucket, and these are brought together at the end.
struct EntryLayout: Sendable {
    /// One field a dimension of the plan.
    let fields: [KeyField]
    /// The latency bucket, when percentiles are asked.
    let latency: KeyField?
    let keyWords: Int
    let sums: [GroupSum]

    var stride: Int { keyWords + sums.count }

    /// - Parameter greatest: The greatest value that a column of integers may have.
    init(plan: QueryPlan, greatest: (Int) -> UInt64 = { _ in .max }) {
        var packing = KeyPacking()
        let widths = plan.dimensions.map { index in
            Self.bits(of: plan.schema.columns[index], greatest: { greatest(index) })
        }
        fields = packing.place(widths)
        let needsLatency = plan.measures.contains(where: \.isPercentile) || plan.sortKey.isPercentile
        latency = needsLatency ? packing.placeLast(8) : nil
        keyWords = max(1, packing.words)
        sums = Self.sums(of: plan)
    }

    private static func bits(of column: Column, greatest: () -> UInt64) -> Int {
        switch column.kind {
        case .address, .string: 32
        case .time: 40
        case .unsigned: max(1, 64 - greatest().leadingZeroBitCount)
        }
    }

    private static func sums(of plan: QueryPlan) -> [GroupSum] {
        var needed = plan.measures.flatMap { $0.sums(in: plan.schema) }
        if plan.direction != nil, let (received, sent) = plan.schema.directions {
            needed += [.counter(received), .counter(sent)]
        }
        switch plan.sortKey {
        case .time: break
        case .counters(let indices): needed += indices.map { GroupSum.counter($0) }
        case .measure(let measure): needed += measure.sums(in: plan.schema)
        }
        return needed.reduce(into: []) { sums, sum in if !sums.contains(sum) { sums.append(sum) } }
    }

    /// The place of a sum among an entry's words.
    func word(of sum: GroupSum) -> Int {
        guard let index = sums.firstIndex(of: sum) else { preconditionFailure("the sum is not kept") }
        return keyWords + index
    }

    /// The last key word without the latency bucket.
    var lastWordMask: UInt64 { latency.map { ~($0.mask << $0.shift) } ?? .max }

    /// What the common layouts have in common, for loops that are made for them.
    enum Shape: Equatable {
        /// One word of key, without a latency bucket.
        case one(sums: Int)
        case other
    }

    var shape: Shape { keyWords == 1 && latency == nil ? .one(sums: sums.count) : .other }

    /// The hash of a key of one word.
    @inline(__always)
    func hash(_ entry: UnsafePointer<UInt64>) -> UInt64 {
        var hash = Hash64()
        hash.combine(entry[0])
        return hash.state
    }

    /// Hashes of the key without and with its latency bucket; the first decides the partition, so that all buckets of a
    /// group meet in one.
    @inline(__always)
    func hashes(_ entry: UnsafePointer<UInt64>) -> (group: UInt64, key: UInt64) {
        var hash = Hash64()
        let last = keyWords &- 1
        var word = 0
        while word < last {
            hash.combine(entry[word])
            word &+= 1
        }
        let mask = lastWordMask
        hash.combine(entry[last] & mask)
        let group = hash.state
        guard latency != nil else { return (group, group) }
        hash.combine(entry[last] & ~mask)
        return (group, hash.state)
    }
}

extension Measure {
    /// The sums from which the figure is computed.
    fileprivate func sums(in schema: TableSchema) -> [GroupSum] {
        let events = schema.eventCounter.map { [GroupSum.counter($0)] } ?? []
        switch self {
        case .counter(let index): return [.counter(index)]
        case .errors: return [.errors]
        case .mean: return (schema.index(of: "duration").map { [.counter($0)] } ?? []) + events
        case .percentile: return events
        }
    }

    var isPercentile: Bool { if case .percentile = self { true } else { false } }
}

extension SortKey {
    var isPercentile: Bool { if case .measure(let measure) = self { measure.isPercentile } else { false } }
}
