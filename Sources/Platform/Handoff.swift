import Synchronization

/// One value that one thread waits for and another gives.
public final class Handoff<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = Semaphore()

    /// A hand-off that nothing was given to yet.
    public init() {}

    /// Gives the value, once.
    public func give(_ value: Value) {
        self.value.withLock {
            precondition($0 == nil, "given once")
            $0 = value
        }
        given.signal()
    }

    /// Waits for the value.
    public func wait() -> Value {
        given.wait()
        return value.withLock { $0! }
    }

    /// Waits for the value, but no longer than so many nanoseconds; nil when it was not given by then.
    public func wait(atMost nanoseconds: UInt64) -> Value? {
        given.wait(atMost: nanoseconds)
        return value.withLock { $0 }
    }
}
