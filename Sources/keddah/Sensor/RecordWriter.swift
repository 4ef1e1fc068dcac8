import Catalog
import ColumnStore
import Observations
import Platform

/// Writes observations to the Catalog and the store. The Catalog commits before the segment that refers to it, so that
/// a fingerprint in the store always has its text.
final class RecordWriter {
    /// Rows of a five-minute step may come this much later, in seconds, before its block is closed.
    private static let grace: UInt64 = 10
    private static let hour: UInt64 = 3_600
    private static let day: UInt64 = 86_400

    private let store: StoreWriter
    private let catalog: Catalog
    private let sensor: String
    private let cataloguer = Cataloguer()
    private var statements: UInt64 = 0
    private var sessions: UInt64 = 0
    private var losses = ObservationBatch.Losses()
    private var trouble: String?
    private var lastRetention: UInt64 = 0

    init(_ settings: RecorderSettings) throws {
        store = try StoreWriter(directory: settings.directory, tables: TableSchema.all)
        catalog = try Catalog(path: StoreFiles.catalog(settings.directory), mode: .readWrite)
        sensor = settings.sensor
    }

    /// Writes batches and makes them durable.
    func write(_ batches: [ObservationBatch], retentionDays: UInt64?) {
        for batch in batches {
            for row in batch.statements {
                statements += row.calls
                cataloguer.see(row.fingerprint, batch.time)
            }
            sessions += UInt64(batch.sessions.count)
            losses += batch.losses
        }
        let now = Clock.seconds()
        attempt {
            try catalog.record(cataloguer.entries(batches.flatMap(\.texts)))
            try catalog.touch(cataloguer.takeSeen(now))
            try append(batches)
            try store.flush()
            try store.closeSteps(before: now - Self.grace)
            try retain(now, retentionDays)
        }
    }

    private func append(_ batches: [ObservationBatch]) throws(StoreError) {
        for batch in batches {
            if !batch.statements.isEmpty { try store.append(batch.statementRows(sensor: sensor)) }
            if !batch.sessions.isEmpty { try store.append(batch.sessionRows(sensor: sensor)) }
        }
    }

    private func retain(_ now: UInt64, _ days: UInt64?) throws {
        guard let days, now >= lastRetention + Self.hour else { return }
        lastRetention = now
        try store.removeExpired(now: now, retentionDays: days)
        try catalog.removeUnseen(since: now - min(now, days * Self.day))
    }

    /// Trouble with the disk is said once, not every second, and so is its end.
    private func attempt(_ body: () throws -> Void) {
        do {
            try body()
            if trouble != nil { Log.shared.info("recording goes on", ["sensor": sensor]) }
            trouble = nil
        } catch {
            if trouble == nil { Log.shared.error("recording stopped", ["reason": "\(error)"]) }
            trouble = "\(error)"
        }
    }

    /// Makes what is left durable. Open steps stay open for the next start.
    func close() {
        attempt {
            try catalog.touch(cataloguer.takeSeen(nil))
            try store.close()
        }
    }

    func status(_ previous: RecorderStatus, lostBatches: UInt64) -> RecorderStatus {
        RecorderStatus(
            statements: statements, sessions: sessions, losses: losses,
            lostBatches: previous.lostBatches + lostBatches, trouble: trouble, store: store.statistics,
            fingerprints: (try? catalog.fingerprintCount()) ?? previous.fingerprints)
    }
}
