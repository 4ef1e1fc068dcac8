import Testing

@testable import Platform

@Suite struct TimerQueueTests {
    /// Runs everything that is due.
    private func run(_ queue: inout TimerQueue, _ now: UInt64) {
        while let action = queue.due(now) { action() }
    }

    @Test func `Timers are due in order, however they were added`() {
        var queue = TimerQueue()
        var fired: [UInt64] = []
        var state: UInt64 = 1
        var deadlines: [UInt64] = []
        for _ in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let deadline = state >> 50
            deadlines.append(deadline)
            _ = queue.add(deadline: deadline) { fired.append(deadline) }
        }
        run(&queue, 8_000)
        #expect(fired == deadlines.filter { $0 <= 8_000 }.sorted())
        run(&queue, .max)
        #expect(fired == deadlines.sorted())
    }

    @Test func `A cancelled timer never fires, whoever cancels it when`() {
        var queue = TimerQueue()
        var fired: [Int] = []
        let tokens = (0..<300).map { number in queue.add(deadline: UInt64(number)) { fired.append(number) } }
        for number in 0..<300 where number % 3 != 0 { queue.cancel(tokens[number]) }
        run(&queue, 1_000)
        #expect(fired == Array(stride(from: 0, to: 300, by: 3)))
        for token in tokens { queue.cancel(token) }
        run(&queue, 1_000)
        #expect(fired.count == 100)
    }

    @Test func `The time to wait is that to the next timer that was not cancelled`() {
        var queue = TimerQueue()
        #expect(timeout(&queue, 0) == -1)
        let first = queue.add(deadline: 5_000_000) {}
        _ = queue.add(deadline: 9_000_001) {}
        #expect(timeout(&queue, 0) == 5)
        #expect(timeout(&queue, 4_999_999) == 1)
        #expect(timeout(&queue, 6_000_000) == 0)
        queue.cancel(first)
        #expect(timeout(&queue, 0) == 10)
        _ = queue.add(deadline: .max) {}
        #expect(timeout(&queue, 20_000_000) == 0)
    }

    private func timeout(_ queue: inout TimerQueue, _ now: UInt64) -> Int32 { queue.timeout(now) }
}
