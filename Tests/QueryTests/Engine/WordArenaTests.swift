import Testing

@testable import Query

@Suite struct WordArenaTests {
    @Test func runsDoNotOverlap() {
        var arena = WordArena()
        var runs: [(start: UnsafeMutablePointer<UInt64>, count: Int)] = []
        for number in 0..<3000 as Range<UInt64> {
            // One run is larger than any piece that the arena takes by itself.
            let count = number == 1500 ? 5_000_000 : Int(number % 97) + 1
            let start = arena.take(count)
            start[0] = number
            start[count - 1] = number
            runs.append((start, count))
        }
        let areKept = runs.enumerated().allSatisfy { number, run in
            run.start[0] == UInt64(number) && run.start[run.count - 1] == UInt64(number)
        }
        #expect(areKept)
        #expect(arena.bytes >= runs.reduce(0) { $0 + $1.count } * 8)
    }
}
