import Testing

@testable import Query

@Suite struct PartitionBuffersTests {
    @Test func entriesComeBackInTheirPartition() {
        var buffers = PartitionBuffers(stride: 3)
        var model: [Int: [[UInt64]]] = [:]
        var random = SeededGenerator(seed: 5)
        for number in 0..<50_000 as Range<UInt64> {
            // Half of all entries go to one partition, so that its runs reach their limit.
            let partition = number % 2 == 0 ? 17 : Int.random(in: 0..<PartitionBuffers.count, using: &random)
            let entry = [number, ~number, number &* 3]
            buffers.append(entry, to: partition)
            model[partition, default: []].append(entry)
        }
        for partition in 0..<PartitionBuffers.count {
            var found: [[UInt64]] = []
            buffers.forEach(partition) { found.append([$0[0], $0[1], $0[2]]) }
            #expect(found == model[partition] ?? [])
            #expect(buffers.entryCount(partition) == found.count)
        }
        #expect(buffers.entryCount == 50_000)
        #expect(buffers.bytes >= 50_000 * 24)
    }

    @Test func theTopBitsOfAHashChoose() {
        #expect(PartitionBuffers.partition(of: 0) == 0)
        #expect(PartitionBuffers.partition(of: .max) == PartitionBuffers.count - 1)
    }
}
