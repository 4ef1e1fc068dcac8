import Capture
import Observations
import Platform
import Synchronization

/// Brings what was captured to the recorder, and says in the log who scans ports.
final class CaptureRecords: CaptureSink {
    private let recorder: Recorder
    private let sensor: String
    private let scans = Mutex(ScanIncidents())

    init(_ recorder: Recorder, sensor: String) {
        self.recorder = recorder
        self.sensor = sensor
    }

    func flows(_ records: [FlowRecord]) { recorder.receive(.flows(records, sensor: sensor)) }

    func ports(_ attempts: [PortAttempt]) { recorder.receive(.ports(attempts, sensor: sensor)) }

    func scan(_ scan: PortScan) {
        if let incident = scans.withLock({ $0.take(scan, now: Clock.monotonic()) }) { report([incident]) }
    }

    func interface(_ status: InterfaceStatus) {
        guard status.state != .starting else { return }
        let log = Log.shared.limited("interface \(status.name)", every: 10)
        guard let error = status.lastError, status.state != .capturing else {
            return log.info("interface", ["name": status.name, "state": status.state.rawValue])
        }
        log.warning("interface", ["name": status.name, "state": status.state.rawValue, "reason": error])
    }

    /// Reports the scans that were held back for long enough; called every second.
    func tick() { report(scans.withLock { $0.due(now: Clock.monotonic()) }) }

    /// Reports what was held back, when nothing more comes.
    func finish() { report(scans.withLock { $0.rest() }) }

    private func report(_ incidents: [PortScan]) {
        guard !incidents.isEmpty else { return }
        recorder.receive(.incidents(incidents, sensor: sensor))
        for scan in incidents {
            Log.shared.limited("port_scan", every: 1).warning(
                "port scan",
                [
                    "source": scan.source.description, "action": scan.action.rawValue, "ports": scan.ports,
                    "targets": scan.targets, "sample": scan.sample.map(String.init).joined(separator: " "),
                ])
        }
    }
}
