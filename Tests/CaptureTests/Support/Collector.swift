import Capture
import Observations
import Synchronization

/// A sink that keeps everything.
final class Collector: CaptureSink {
    private struct State {
        var flows: [FlowRecord] = []
        var ports: [PortAttempt] = []
        var scans: [PortScan] = []
        var interfaces: [InterfaceStatus] = []
    }

    private let state = Mutex(State())

    func flows(_ records: [FlowRecord]) { state.withLock { $0.flows += records } }
    func ports(_ attempts: [PortAttempt]) { state.withLock { $0.ports += attempts } }
    func scan(_ scan: PortScan) { state.withLock { $0.scans.append(scan) } }
    func interface(_ status: InterfaceStatus) { state.withLock { $0.interfaces.append(status) } }

    var rows: [FlowRecord] { state.withLock { $0.flows } }
    var ports: [PortAttempt] { state.withLock { $0.ports } }
    var scans: [PortScan] { state.withLock { $0.scans } }
    var interfaces: [InterfaceStatus] { state.withLock { $0.interfaces } }

    /// The last that was told of each scan.
    var lastOfScans: [PortScan] {
        Dictionary(scans.map { ($0.id, $0) }) { _, last in last }.values.sorted { $0.id < $1.id }
    }
}

extension [FlowRecord] {
    var packets: UInt64 { reduce(0) { $0 + $1.packetsReceived + $1.packetsSent } }
    var bytes: UInt64 { reduce(0) { $0 + $1.bytesReceived + $1.bytesSent } }
}
