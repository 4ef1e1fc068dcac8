import API
import Capture
import ColumnStore
import Observations
import Platform
import Proxy

extension SensorStatus {
    /// What the rooms of a sensor say about themselves.
    init(
        _ proxies: [ProxyRuntime.Status], _ recorder: RecorderStatus, _ interfaces: [InterfaceStatus], _ loads: [Double]
    ) {
        self.init()
        self.proxies = proxies.map { status in
            var proxy = Proxy(name: status.name, listen: status.listen.map(\.description), upstream: status.upstream)
            proxy.sessions = status.sessions
            proxy.connections = status.accepted
            proxy.refused = status.failed
            return proxy
        }
        self.recorder = Recorder(recorder)
        self.interfaces = interfaces.map(Interface.init)
        loops = loads
    }
}

extension SensorStatus.Recorder {
    init(_ status: RecorderStatus) {
        self.init()
        statements = status.statements
        sessions = status.sessions
        fingerprints = status.fingerprints
        losses = [
            ("statements", status.losses.statements), ("dimensions", status.losses.dimensions),
            ("texts", status.losses.texts), ("sessions", status.losses.sessions),
            ("prepared_names", status.losses.preparedNames), ("batches", status.lostBatches),
            ("rows_dropped", UInt64(status.store?.droppedRows ?? 0)),
        ]
        store = [
            ("rows", status.store?.rows ?? 0), ("segments", status.store?.segments ?? 0),
            ("blocks", status.store?.blocks ?? 0), ("bytes", status.store?.bytes ?? 0),
            ("damaged", status.store?.damaged ?? 0), ("removed_days", status.store?.removedDays ?? 0),
        ]
        trouble = status.trouble
    }
}

extension SensorStatus.Interface {
    init(_ status: InterfaceStatus) {
        self.init(name: status.name, state: status.state.rawValue, isCapturing: status.state == .capturing)
        linkType = status.linkType
        packets = status.counts.packets
        bytes = status.counts.bytes
        received = status.received
        dropped = status.dropped
        droppedByInterface = status.droppedByInterface
        flows = status.flows
        issues = status.counts.issues.occurred.map { ($0.issue.name, $0.count) }
        lastError = status.lastError
    }
}
