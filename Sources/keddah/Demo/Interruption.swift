import Glibc
import Platform

/// Waits that end early, with an error, when the user presses Ctrl-C or the system wants the process to end.
final class Interruption {
    private let signals: Signals

    init() throws(SystemError) {
        signals = try Signals([SIGINT, SIGTERM, SIGHUP])
        // A reader of the output that has gone must not keep us from cleaning up.
        Signals.ignoreBrokenPipes()
    }

    /// Waits until the clock shows `time`, in nanoseconds of `Clock.monotonic`.
    func wait(until time: UInt64) throws(DemoFailure) { _ = try wait(until: time, or: nil) }

    /// Waits until a program has ended; nil when it still runs at `time`.
    func wait(for child: Subprocess, until time: UInt64) throws(DemoFailure) -> Subprocess.End? {
        try wait(until: time, or: child)
    }

    /// Runs a program to its end; one that takes longer than so many seconds is ended.
    func run(_ command: SubprocessCommand, seconds: Double) throws -> Subprocess.End {
        let child = try command.start()
        // Also on the way out with an error, when it still runs.
        defer { child.stop(killAfterMilliseconds: 1_000) }
        return try wait(for: child, until: Clock.after(seconds: seconds)) ?? .killed(SIGTERM)
    }

    private func wait(until time: UInt64, or child: Subprocess?) throws(DemoFailure) -> Subprocess.End? {
        while true {
            if let signal = signals.next() { throw .interrupted(signal: signal) }
            if let end = child?.end { return end }
            let now = Clock.monotonic()
            if now >= time { return nil }
            let milliseconds = Int32(clamping: (time - now).dividedRoundingUp(by: 1_000_000))
            // A negative descriptor is passed over.
            var watched = [signals.descriptor.number, child?.ended.number ?? -1].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            poll(&watched, nfds_t(watched.count), milliseconds)
        }
    }
}

extension UInt64 {
    fileprivate func dividedRoundingUp(by divisor: UInt64) -> UInt64 { (self + divisor - 1) / divisor }
}

extension Clock {
    /// The monotonic time in so many seconds.
    static func after(seconds: Double) -> UInt64 { monotonic() + UInt64(seconds * 1_000_000_000) }
}
