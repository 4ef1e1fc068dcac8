import CLinux
import Glibc

/// A counting semaphore between threads.
public final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    /// A semaphore that nobody has signalled.
    public init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Lets one waiter go on.
    public func signal() { sem_post(semaphore) }

    /// Waits for a signal.
    public func wait() {
        while sem_wait(semaphore) != 0 {}
    }

    /// Waits for a signal, but no longer than so many nanoseconds.
    public func wait(atMost nanoseconds: UInt64) {
        let deadline = Clock.monotonic() + nanoseconds
        while keddah_wait(semaphore, deadline) != 0 {
            if currentErrno() == ETIMEDOUT { return }
        }
    }
}
