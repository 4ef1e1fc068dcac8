import Platform
import Synchronization

/// Waits for a new thread to say whether its loop could be made.
final class LoopStart: Sendable {
    private let result = Mutex<Result<ProxyLoop.Handle, SystemError>?>(nil)
    private let ready: Semaphore

    init() { ready = Semaphore() }

    func put(_ value: Result<ProxyLoop.Handle, SystemError>) {
        result.withLock { $0 = value }
        ready.signal()
    }

    func wait() -> Result<ProxyLoop.Handle, SystemError> {
        ready.wait()
        return result.withLock { $0! }
    }
}

/// Counts down from several threads.
final class SharedCounter: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    /// Whether this was the last.
    func decrement() -> Bool {
        left.withLock {
            $0 -= 1
            return $0 == 0
        }
    }
}
