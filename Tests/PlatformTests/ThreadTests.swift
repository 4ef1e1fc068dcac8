import Glibc
import Synchronization
import Testing

@testable import Platform

@Suite struct ThreadTests {
    @Test func `A thread has its name, and join waits for it`() throws {
        let name = Mutex("")
        let thread = try Thread(name: "a-name-that-is-too-long") {
            let read = try? FileDescriptor.open("/proc/thread-self/comm", flags: O_RDONLY)
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = (try? read?.read(into: &bytes)) ?? 0
            name.withLock { $0 = String(decoding: bytes.prefix(count), as: UTF8.self) }
        }
        thread.join()
        #expect(name.withLock { $0 } == "a-name-that-is-\n")
    }

    @Test func `What one thread gives another gets`() throws {
        for number in 0..<100 {
            let handoff = Handoff<Int>()
            let thread = try Thread(name: "giver") { handoff.give(number) }
            #expect(handoff.wait() == number)
            thread.join()
        }
    }

    @Test func `A semaphore counts`() throws {
        let semaphore = Semaphore()
        for _ in 0..<3 { semaphore.signal() }
        for _ in 0..<3 { semaphore.wait() }
        let began = Clock.monotonic()
        semaphore.wait(atMost: 20_000_000)
        #expect(Clock.monotonic() - began >= 19_000_000)
        let thread = try Thread(name: "signaller") { semaphore.signal() }
        semaphore.wait()
        thread.join()
    }
}
