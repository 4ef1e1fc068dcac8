import Observations
import Testing

@testable import Query

@Suite struct TopGroupsTests {
    /// Groups of one number column; equal values are ordered by it.
    private func top(limit: Int) throws -> TopGroups {
        let plan = try QueryEngineTests.plan("fingerprint,calls")
        let order = KeyOrder(plan: plan, layout: EntryLayout(plan: plan), names: KeyNames())
        return TopGroups(limit: limit, order: order, words: 2, figures: 1)
    }

    private func keys(_ top: TopGroups) -> [[UInt64]] {
        var found: [[UInt64]] = []
        top.forEach { entry, figures in found.append([entry[0], entry[1]] + figures) }
        return found
    }

    @Test(arguments: [1, 2, 10, 100, 5000]) func theFirstOfManyInTheirOrder(limit: Int) throws {
        var random = SeededGenerator(seed: UInt64(limit))
        // Few values, so that most comparisons fall to the key.
        let all = (0..<2000).map { (value: UInt64.random(in: 0..<20, using: &random), key: UInt64($0)) }
        var halves = [try top(limit: limit), try top(limit: limit)]
        for (index, group) in all.shuffled(using: &random).enumerated() {
            let entry = [group.key, group.value]
            if halves[index % 2].accepts(group.value, entry) {
                halves[index % 2].insert(group.value, entry, [group.key &* 3])
            }
        }
        halves[0].merge(halves[1])
        let expected = all.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(limit)
        #expect(keys(halves[0]) == expected.map { [$0.key, $0.value, $0.key &* 3] })
    }
}
