/// A log for what may happen very often: `log.limited("accept", every: 10).error("cannot accept")`.
public struct LimitedLog: Sendable {
    @usableFromInline let log: Log
    @usableFromInline let key: String
    @usableFromInline let seconds: Int

    /// Writes a record if its level is on and it is time for one.
    @inlinable
    public func write(_ level: LogLevel, _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Log.Fields)
    {
        guard log.isEnabled(level), let suppressed = log.admit(key, every: seconds) else { return }
        log.emit(level, message(), fields(), suppressed: suppressed)
    }

    /// Writes what only somebody who looks for a fault wants to see.
    @inlinable
    public func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Log.Fields = [:]) {
        write(.debug, message(), fields())
    }

    /// Writes what happened as it should.
    @inlinable
    public func info(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Log.Fields = [:]) {
        write(.info, message(), fields())
    }

    /// Writes what somebody should look at.
    @inlinable
    public func warning(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Log.Fields = [:]) {
        write(.warning, message(), fields())
    }

    /// Writes what did not work.
    @inlinable
    public func error(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Log.Fields = [:]) {
        write(.error, message(), fields())
    }
}

/// When a record of one kind may be written again.
struct LogLimit {
    private var next: UInt64 = 0
    private var suppressed = 0

    /// How many were suppressed before this one, nil when it is suppressed too. Times are monotonic nanoseconds.
    mutating func admit(at now: UInt64, every seconds: Int) -> Int? {
        guard now >= next else {
            suppressed += 1
            return nil
        }
        next = now + UInt64(max(0, seconds)) * 1_000_000_000
        defer { suppressed = 0 }
        return suppressed
    }
}
