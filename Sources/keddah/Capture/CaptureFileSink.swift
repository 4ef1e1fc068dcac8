import Capture
import Observations

/// Puts what a capture file amounts to into a store.
///
/// It is called on the thread that reads the file and nowhere else, hence it may be what the protocol asks for.
final class CaptureFileSink: CaptureSink, @unchecked Sendable {
    /// Rows of ports are collected up to so many.
    private static let portRows = 50_000

    private let store: String
    private let sensor: String
    private var destination: StoreDestination?
    private var waitingPorts: [PortAttempt] = []
    private var scans: [PortScan] = []
    private var failure: (any Error)?
    /// Attempts to reach ports.
    private(set) var attempts: UInt64 = 0
    /// Scans by their size.
    private(set) var scanCounts: [PortScan.Action: Int] = [:]

    init(store: String, sensor: String) {
        self.store = store
        self.sensor = sensor
    }

    func flows(_ records: [FlowRecord]) { write(.flows(records, sensor: sensor)) }

    func ports(_ attempts: [PortAttempt]) {
        self.attempts += attempts.reduce(0) { $0 + $1.count }
        waitingPorts += attempts
        if waitingPorts.count >= Self.portRows { writePorts() }
    }

    func scan(_ scan: PortScan) {
        guard scan.hasEnded else { return }
        scans.append(scan)
        scanCounts[scan.action, default: 0] += 1
    }

    /// Writes the rest and makes everything durable.
    /// - Throws: What kept rows from being written.
    func close() throws {
        writePorts()
        write(.incidents(scans, sensor: sensor))
        if let failure { throw failure }
        try destination?.close()
    }

    private func writePorts() {
        write(.ports(waitingPorts, sensor: sensor))
        waitingPorts = []
    }

    private func write(_ batch: RowBatch) {
        guard batch.count > 0, failure == nil else { return }
        do {
            if destination == nil { destination = try StoreDestination(directory: store) }
            try destination?.append(batch)
        } catch {
            failure = error
        }
    }
}
