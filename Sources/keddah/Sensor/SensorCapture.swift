import Capture
import Observations

/// The part of a sensor that captures packets; lives on the main loop.
final class SensorCapture {
    private let runtime: CaptureRuntime
    private let records: CaptureRecords

    /// Starts capturing.
    /// - Throws: `CaptureError` for a filter or a pattern that is not understood.
    init(_ options: CaptureOptions, _ recorder: Recorder, sensor: String) throws(CaptureError) {
        records = CaptureRecords(recorder, sensor: sensor)
        runtime = CaptureRuntime(options: options, sink: records)
        try runtime.start()
        // Waiting for the threads that capture is nothing for the main loop.
        recorder.gathers { [runtime] in runtime.flush() }
    }

    /// Captures by other options from now on.
    /// - Throws: `CaptureError`; then nothing has changed.
    func update(_ options: CaptureOptions) throws(CaptureError) { try runtime.update(options) }

    /// Has what was captured so far handed over soon: called every second, so that not much more than that is lost with
    /// the process.
    func handOver() {
        runtime.handOver()
        records.tick()
    }

    /// How the interfaces are doing.
    var status: [InterfaceStatus] { runtime.status }

    /// The flows of an interface's open step; nil when it is not captured.
    func flows(of iface: String) -> [FlowRecord]? { runtime.flows(of: iface) }

    /// Ends capturing and hands over what is left.
    func stop() {
        runtime.stop()
        records.finish()
    }
}
