import Synchronization
import Testing

@testable import Query

@Suite struct WorkerThreadsTests {
    @Test(arguments: [1, 2, 7]) func everyNumberRunsOnce(count: Int) {
        let seen = Mutex<[Int]>([])
        WorkerThreads.run(count) { number in seen.withLock { $0.append(number) } }
        #expect(seen.withLock { $0.sorted() } == Array(0..<count))
    }
}
