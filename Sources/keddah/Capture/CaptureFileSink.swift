import Capture
import Observations
import Platform

/// Puts what a capture file amounts to into a store.
///
/// It is called on the thread that reads the file and nowhere else, hence it may be what the protocol asks for.
final class CaptureFileSink: CaptureSink, @unchecked Sendable {
    /// Rows are collected up to so many: what is written at once should be worth the while.
    private static let rowsAtOnce = 50_000
    /// How long what was read may stay only in memory when packets come slowly, in nanoseconds.
    private static let commitInterval: UInt64 = 60_000_000_000

    private let store: String
    private let sensor: String
    private var destination: StoreDestination?
    private var waitingFlows: [FlowRecord] = []
    private var waitingPorts: [PortAttempt] = []
    private var lastCommit = Clock.monotonic()
    private var scans: [PortScan] = []
    /// Why rows cannot be written.
    private(set) var failure: (any Error)?
    /// Attempts to reach ports.
    private(set) var attempts: UInt64 = 0
    /// Scans by their size.
    private(set) var scanCounts: [PortScan.Action: Int] = [:]

    init(store: String, sensor: String) {
        self.store = store
        self.sensor = sensor
    }

    func flows(_ records: [FlowRecord]) {
        waitingFlows += records
        if waitingFlows.count >= Self.rowsAtOnce { writeFlows() }
    }

    func ports(_ attempts: [PortAttempt]) {
        self.attempts += attempts.reduce(0) { $0 + $1.count }
        waitingPorts += attempts
        if waitingPorts.count >= Self.rowsAtOnce { writePorts() }
    }

    func scan(_ scan: PortScan) {
        guard scan.hasEnded else { return }
        scans.append(scan)
        scanCounts[scan.action, default: 0] += 1
    }

    /// Makes what is known durable when that was long ago.
    func tick() {
        let now = Clock.monotonic()
        guard now - lastCommit >= Self.commitInterval else { return }
        lastCommit = now
        writeAll()
        do { try destination?.commit() } catch { failure = failure ?? error }
    }

    /// Writes the rest and makes everything durable.
    /// - Throws: What kept rows from being written.
    func close() throws {
        writeAll()
        if let failure { throw failure }
        try destination?.close()
    }

    private func writeAll() {
        writeFlows()
        writePorts()
        write(.incidents(scans, sensor: sensor))
        scans = []
    }

    private func writeFlows() {
        write(.flows(waitingFlows, sensor: sensor))
        waitingFlows = []
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
