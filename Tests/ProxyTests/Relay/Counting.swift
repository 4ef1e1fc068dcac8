import Observations
import Synchronization

@testable import Proxy

/// Keeps what a runtime observed.
final class Counting: ObservationSink {
    struct Totals {
        var calls: [UInt64: UInt64] = [:]
        var rows: [UInt64: UInt64] = [:]
        var bytesIn: [UInt64: UInt64] = [:]
        var bytesOut: [UInt64: UInt64] = [:]
        var states: [String: UInt64] = [:]
        var clients: Set<String> = []
        var applications: Set<String> = []
        var sessions: [SessionRecord] = []
        var texts: [StatementText] = []
    }

    private let totals = Mutex(Totals())

    func receive(_ batch: ObservationBatch) {
        totals.withLock { totals in
            for row in batch.statements {
                totals.calls[row.fingerprint, default: 0] += row.calls
                totals.rows[row.fingerprint, default: 0] += row.rows
                totals.bytesIn[row.fingerprint, default: 0] += row.bytesIn
                totals.bytesOut[row.fingerprint, default: 0] += row.bytesOut
                totals.states[row.sqlstate.description, default: 0] += row.calls
                let set = batch.dimensions[Int(row.dimensions)]
                totals.clients.insert(set?.client.description ?? "?")
                totals.applications.insert(set?.application ?? "?")
            }
            totals.sessions += batch.sessions
            totals.texts += batch.texts
        }
    }

    func receive(_ events: [StatementEvent], lost: UInt64) {}

    var current: Totals { totals.withLock { $0 } }
}
