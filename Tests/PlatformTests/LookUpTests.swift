import Platform
import Synchronization
import Testing

@Suite struct LookUpTests {
    @Test func `Answers stand in the order of the questions`() {
        #expect(LookUps.answers(to: Array(0..<100), within: .seconds(60)) { $0 * 2 } == (0..<100).map { $0 * 2 })
        #expect(LookUps.answers(to: [Int](), within: .seconds(60)) { $0 }.isEmpty)
    }

    @Test func `Questions are asked side by side, so that a slow one delays no other`() {
        // Each waits until all are being asked: one after the other that would never end.
        let gate = Gate(count: 8)
        let answers = LookUps.answers(to: Array(0..<8), within: .seconds(60)) { number in
            gate.pass()
            return number
        }
        #expect(answers == Array(0..<8))
    }

    @Test func `What is not answered in time has no answer`() {
        let never = Semaphore()
        let start = ContinuousClock.now
        let answers = LookUps.answers(to: [1, 2], within: .milliseconds(200)) { number in
            if number == 2 { never.wait() }
            return number
        }
        #expect(answers == [1, nil])
        #expect(ContinuousClock.now - start < .seconds(30))
        never.signal()
    }
}

/// Lets nobody through until so many have come.
private final class Gate: Sendable {
    private let left: Mutex<Int>
    private let count: Int
    private let open = Semaphore()

    init(count: Int) {
        self.count = count
        left = Mutex(count)
    }

    func pass() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { for _ in 0..<count { open.signal() } }
        open.wait()
    }
}
