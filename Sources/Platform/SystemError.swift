import CLinux
public import Glibc

/// A failed system call: which one, on what, and the system's reason.
public struct SystemError: Error, Sendable, Equatable {
    /// The value of errno.
    public let code: Int32
    /// What was tried, for example `bind 127.0.0.1:1337`.
    public let operation: String

    /// An error with a known code.
    public init(code: Int32, operation: String) {
        self.code = code
        self.operation = operation
    }

    /// The error that the last failed call of this thread left behind.
    ///
    /// Never inlined, so that nothing runs between the call and the reading of errno.
    @inline(never)
    public static func last(_ operation: @autoclosure () -> String) -> SystemError {
        let code = keddah_errno()
        return SystemError(code: code, operation: operation())
    }

    /// The system's text for the code, such as `Connection refused`.
    public var reason: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            String(cString: keddah_strerror(code, buffer.baseAddress!, buffer.count))
        }
    }
}

extension SystemError: CustomStringConvertible {
    /// What was tried and why it failed.
    public var description: String { "\(operation): \(reason)" }
}

/// Runs a system call again as long as a signal interrupts it.
@inlinable
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || currentErrno() != EINTR { return result }
    }
}

/// The value of errno; never inlined, so that nothing runs between a call and its reading.
@inline(never)
@usableFromInline
func currentErrno() -> Int32 { keddah_errno() }
