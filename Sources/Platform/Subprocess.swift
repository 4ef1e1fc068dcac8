import CLinux
import Glibc
import Synchronization

/// A program that this process started. Letting go of it neither ends it nor waits for it.
public final class Subprocess: Sendable {
    /// How a program ended.
    public enum End: Sendable, Equatable {
        /// It returned this status.
        case exited(Int32)
        /// This signal ended it.
        case killed(Int32)
    }

    /// The number that the system knows it by.
    public let processID: Int32
    /// Becomes readable when the program has ended.
    public let ended: FileDescriptor
    private let state = Mutex<End?>(nil)

    init(_ processID: Int32) throws(SystemError) {
        self.processID = processID
        let number = keddah_watch_process(processID)
        guard number >= 0 else {
            let error = SystemError.last("watch process \(processID)")
            Glibc.kill(processID, SIGKILL)
            waitpid(processID, nil, 0)
            throw error
        }
        ended = FileDescriptor(owning: number)
    }

    /// How it ended, nil while it runs.
    public var end: End? {
        state.withLock { state in
            if let end = state { return end }
            var status: Int32 = 0
            guard retryingInterrupts({ waitpid(processID, &status, WNOHANG) }) == processID else { return nil }
            state = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(status & 0x7f)
            return state
        }
    }

    /// Waits until it has ended.
    @discardableResult
    public func wait() -> End {
        guard let end = wait(atMostMilliseconds: -1) else {
            preconditionFailure("the system lost the child \(processID)")
        }
        return end
    }

    /// Waits at most so long, forever when negative; nil when it runs on.
    @discardableResult
    public func wait(atMostMilliseconds milliseconds: Int32) -> End? {
        var watched = pollfd(fd: ended.number, events: Int16(POLLIN), revents: 0)
        _ = retryingInterrupts { poll(&watched, 1, milliseconds) }
        return end
    }

    /// Sends a signal, unless it has ended: then the number may be another program's.
    public func send(_ signal: Int32) {
        state.withLock { if $0 == nil { kill(processID, signal) } }
    }

    /// Asks it to end with a signal (15 is SIGTERM), and kills it when it has not ended after so long.
    @discardableResult
    public func stop(_ signal: Int32 = 15, killAfterMilliseconds milliseconds: Int32) -> End {
        send(signal)
        if let end = wait(atMostMilliseconds: milliseconds) { return end }
        send(SIGKILL)
        return wait()
    }
}
