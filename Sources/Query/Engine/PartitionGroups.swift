import Observations

/// The groups of one partition, complete: keys, sums and, where percentiles are asked, the latency buckets of each.
final class PartitionGroups: Sendable {
    let layout: EntryLayout
    /// One entry a group; the latency bucket in its key is zero.
    let groups: GroupTable
    /// One entry a group and bucket; empty unless percentiles are asked.
    private let buckets: GroupTable
    /// For each group its first bucket, for each bucket the next one of its group; -1 ends.
    private let firstBucket: [Int32]
    private let nextBucket: [Int32]

    /// Brings the entries of one partition together, and gives their memory back.
    init(layout: EntryLayout, partition: Int, of buffers: [PartitionBuffers]) {
        self.layout = layout
        let entries = buffers.reduce(0) { $0 + $1.entryCount(partition) }
        var table = GroupTable(keyWords: layout.keyWords, stride: layout.stride, capacity: min(entries, 64 + entries / 4))
        for buffer in buffers {
            buffer.forEach(partition) { table.add($0, hash: layout.hashes($0).key) }
            buffer.remove(partition)
        }
        guard layout.latency != nil else {
            groups = table
            buckets = GroupTable(keyWords: layout.keyWords, stride: layout.stride, capacity: 0)
            firstBucket = []
            nextBucket = []
            return
        }
        var (heads, links) = ([Int32](), [Int32]())
        groups = Self.withoutBuckets(table, layout, &heads, &links)
        buckets = table
        firstBucket = heads
        nextBucket = links
    }

    private static func withoutBuckets(
        _ table: borrowing GroupTable, _ layout: EntryLayout, _ heads: inout [Int32], _ links: inout [Int32]
    ) -> GroupTable {
        var groups = GroupTable(keyWords: layout.keyWords, stride: layout.stride, capacity: table.count / 8)
        let entry = UnsafeMutablePointer<UInt64>.allocate(capacity: layout.stride)
        defer { entry.deallocate() }
        for bucket in 0..<table.count {
            entry.update(from: table[bucket], count: layout.stride)
            entry[layout.keyWords - 1] &= layout.lastWordMask
            let group = groups.add(entry, hash: layout.hashes(entry).key)
            if group == heads.count { heads.append(-1) }
            links.append(heads[group])
            heads[group] = Int32(bucket)
        }
        return groups
    }

    /// How much memory the groups take, in bytes.
    var bytes: Int { groups.bytes + buckets.bytes + (firstBucket.count + nextBucket.count) * 4 }

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
