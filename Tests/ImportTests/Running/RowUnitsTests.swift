import Testing

@testable import Import

@Suite struct RowUnitsTests {
    /// The units that rows are cut into, with the place where each ends.
    private func units(_ times: [UInt64], pieces: Int, usual: Int, most: Int) -> [Int] {
        var units = RowUnits(usualRows: usual, mostRows: most)
        var ends: [Int] = []
        for piece in stride(from: 0, to: times.count, by: pieces) {
            let part = Array(times[piece..<min(piece + pieces, times.count)])
            var start = 0
            while start < part.count {
                if units.ends(before: part[start]) {
                    ends.append(piece + start)
                    units.begin()
                }
                let extent = units.extent(part, from: start)
                #expect(extent.end > start || extent.isWhole)
                units.take(part, start..<extent.end)
                start = extent.end
                if extent.isWhole {
                    ends.append(piece + start)
                    units.begin()
                }
            }
        }
        return ends + [times.count]
    }

    @Test(arguments: [1, 3, 10, 1_000])
    func `Units have rows of one day, end with steps, and are never too large`(pieces: Int) {
        let times = (0..<900).map { (row: Int) -> UInt64 in
            let (step, day) = (row / 40, row / 300)
            return UInt64(step * 100 + day * 80_000)
        }
        let ends = units(times, pieces: pieces, usual: 100, most: 250)
        var start = 0
        for end in ends {
            let unit = times[start..<end]
            #expect(unit.count <= 250)
            #expect(Set(unit.map { $0 / 86_400 }).count <= 1)
            if end < times.count, unit.count < 250 { #expect(times[end] / 300 != times[end - 1] / 300) }
            start = end
        }
        #expect(ends.count < 14)
    }

    @Test func `A step with too many rows is cut`() {
        let ends = units(Array(repeating: 7, count: 1_000), pieces: 130, usual: 100, most: 250)
        #expect(ends == [250, 500, 750, 1_000, 1_000])
    }
}
