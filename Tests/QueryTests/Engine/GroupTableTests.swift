import Testing

@testable import Query

@Suite struct GroupTableTests {
    @Test func sumsByKeyThroughGrowthAndCollisions() {
        var table = GroupTable(keyWords: 2, stride: 3, capacity: 8)
        var model: [[UInt64]: UInt64] = [:]
        var random = SeededGenerator(seed: 3)
        for round in 0..<20_000 {
            let key = [UInt64.random(in: 0..<50, using: &random), UInt64.random(in: 0..<60, using: &random)]
            // Only eight bits of hash: most probes collide.
            table.add(key + [UInt64(round)], hash: (key[0] &* 7 &+ key[1]) & 255 << 32)
            model[key, default: 0] += UInt64(round)
        }
        #expect(table.count == model.count)
        for index in 0..<table.count {
            let entry = table[index]
            #expect(model[[entry[0], entry[1]]] == entry[2])
        }
        table.removeAll()
        #expect(table.count == 0)
        #expect(table.add([1, 2, 3], hash: 5 << 32) == 0)
        #expect(table.add([1, 2, 4], hash: 5 << 32) == 0)
        #expect(table[0][2] == 7)
    }
}
