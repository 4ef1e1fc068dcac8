import Arguments
import Capture
import Glibc
import Observations
import Platform

/// Prints the flows of an interface until Ctrl-C.
enum LiveCapture {
    static func run(
        _ interface: String, _ options: InterfaceOptions, format: SharedOptions.Format, interval: Int, duration: Int?
    ) throws -> ExitStatus {
        let signals = try Signals([SIGINT, SIGTERM])
        Signals.ignoreBrokenPipes()
        var capture = CaptureOptions()
        capture.interfaces = [interface: options]
        let printer = FlowPrinter(format)
        let runtime = CaptureRuntime(options: capture, sink: printer)
        try runtime.start()
        let end = duration.map { Clock.after(seconds: Double($0)) } ?? .max
        try waitForStart(runtime, signals)
        while true {
            let isOver = wait(signals, until: min(end, Clock.after(seconds: Double(interval))))
            runtime.flush()
            printer.print()
            if isOver || Clock.monotonic() >= end || Terminal.isAbandoned { break }
        }
        let status = runtime.stop()
        printer.print()
        let summary = status.map { CaptureSummary.text($0) }.joined()
        if format == .text {
            Terminal.write(summary)
        } else {
            // Standard output is rows for a program, and a summary is none.
            Terminal.writeError(summary)
        }
        return .success
    }

    /// Waits until packets are captured.
    /// - Throws: `CaptureError` when they cannot be.
    private static func waitForStart(_ runtime: CaptureRuntime, _ signals: borrowing Signals) throws {
        while let status = runtime.status.first, status.state != .capturing {
            if status.state == .starting {
                if wait(signals, until: Clock.after(seconds: 0.01)) { return }
            } else {
                runtime.stop()
                throw CaptureError(.system, status.lastError ?? "\(status.name) cannot be captured")
            }
        }
    }

    /// Waits until a time; true when a signal asks to end before.
    private static func wait(_ signals: borrowing Signals, until time: UInt64) -> Bool {
        while true {
            if signals.next() != nil { return true }
            let now = Clock.monotonic()
            if now >= time { return false }
            var watched = pollfd(fd: signals.descriptor.number, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, Int32(clamping: (time - now) / 1_000_000 + 1))
        }
    }
}
