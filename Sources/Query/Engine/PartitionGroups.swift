import Observations

/// The groups of one partition, complete: keys, sums and, where percentiles are asked, the latency buckets of each. Its
/// memory is used again for the next partition.
struct PartitionGroups: ~Copyable {
    private let layout: EntryLayout
    /// One entry a group; the latency bucket in its key is zero.
    private(set) var groups: GroupTable
    /// One entry a group and bucket; empty unless percentiles are asked.
    private var buckets: GroupTable
    /// For each group its first bucket, for each bucket the next one of its group; -1 ends.
    private var firstBucket: [Int32] = []
    private var nextBucket: [Int32] = []

    init(layout: EntryLayout) {
        self.layout = layout
        groups = GroupTable(keyWords: layout.keyWords, stride: layout.stride, capacity: 64)
        buckets = GroupTable(keyWords: layout.keyWords, stride: layout.stride, capacity: 64)
    }

    /// Forgets the last partition and brings the entries of another one together.
    mutating func gather(_ partition: Int, from threads: [ThreadGroups]) {
        groups.removeAll()
        if layout.latency == nil {
            for thread in threads { thread.add(partition, to: &groups, layout) }
        } else {
            buckets.removeAll()
            for thread in threads { thread.add(partition, to: &buckets, layout) }
            linkBuckets()
        }
    }

    private mutating func linkBuckets() {
        firstBucket.removeAll(keepingCapacity: true)
        nextBucket.removeAll(keepingCapacity: true)
        let entry = UnsafeMutablePointer<UInt64>.allocate(capacity: layout.stride)
        defer { entry.deallocate() }
        for bucket in 0..<buckets.count {
            entry.update(from: buckets[bucket], count: layout.stride)
            entry[layout.keyWords - 1] &= layout.lastWordMask
            let group = groups.add(entry, hash: layout.hashes(entry).key)
            if group == firstBucket.count { firstBucket.append(-1) }
            nextBucket.append(firstBucket[group])
            firstBucket[group] = Int32(bucket)
        }
    }

    /// How much memory the groups take, in bytes.
    var bytes: Int { groups.bytes + buckets.bytes + (firstBucket.capacity + nextBucket.capacity) * 4 }

    /// Adds the latency buckets of a group to a histogram.
    func addBuckets(of group: Int, eventWord: Int, to histogram: inout LatencyHistogram) {
        guard let field = layout.latency else { return }
        var bucket = firstBucket[group]
        while bucket >= 0 {
            let entry = buckets[Int(bucket)]
            histogram.add(bucket: Int(field.value(entry)), entry[eventWord])
            bucket = nextBucket[Int(bucket)]
        }
    }
}

/// The groups that one thread found, by partition; complete, and only read from now on.
final class ThreadGroups: Sendable {
    private let buffers: PartitionBuffers

    init(_ buffers: consuming PartitionBuffers) { self.buffers = buffers }

    /// How many entries there are in all.
    var entryCount: Int { buffers.entryCount }

    /// How many entries a partition has.
    func entryCount(_ partition: Int) -> Int { buffers.entryCount(partition) }

    /// Adds the entries of a partition to a table.
    func add(_ partition: Int, to table: inout GroupTable, _ layout: EntryLayout) {
        switch layout.shape {
        case .one(sums: 2): buffers.forEach(partition) { table.add($0, hash: layout.hash($0), keyWords: 1, stride: 3) }
        case .one(sums: 4): buffers.forEach(partition) { table.add($0, hash: layout.hash($0), keyWords: 1, stride: 5) }
        default: buffers.forEach(partition) { table.add($0, hash: layout.hashes($0).key) }
        }
    }
}
