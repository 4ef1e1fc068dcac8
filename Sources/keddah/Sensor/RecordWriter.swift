import Catalog
import ColumnStore
import Observations
import Platform

/// Writes observations to the Catalog and the store. The Catalog commits before the segment that refers to it, so that
/// a fingerprint in the store always has its text.
final class RecordWriter {
    /// Rows of a five-minute step may come this much later, in seconds, before its block is closed.
    private static let grace: UInt64 = 10
    private static let unrecordedLimit = 4_096
    private static let hour: UInt64 = 3_600
    /// How many rows of a table are packed anew a second: a tenth of a core.
    private static let repackedRows = 100_000
    private static let day: UInt64 = 86_400

    private let store: StoreWriter
    private let catalog: Catalog
    private let sensor: String
    private let cataloguer = Cataloguer()
    /// Texts that the Catalog could not take yet.
    private var unrecorded: [FingerprintRecord] = []
    private var statements: UInt64 = 0
    private var sessions: UInt64 = 0
    private var losses = ObservationBatch.Losses()
    private var trouble: String?
    private var lastRetention: UInt64 = 0
    private var nextRepacking: UInt64 = 0

    init(_ settings: RecorderSettings) throws {
        store = try StoreWriter(directory: settings.directory, tables: TableSchema.all)
        catalog = try Catalog(path: StoreFiles.catalog(settings.directory), mode: .readWrite)
        sensor = settings.sensor
    }

    /// Writes batches and makes them durable.
    func write(_ batches: [ObservationBatch], _ rows: [RowBatch], retentionDays: UInt64?) {
        for batch in batches {
            for row in batch.statements {
                statements += row.calls
                cataloguer.see(row.fingerprint, batch.time)
            }
            sessions += UInt64(batch.sessions.count)
            losses += batch.losses
        }
        unrecorded = Array((unrecorded + cataloguer.entries(batches.flatMap(\.texts))).suffix(Self.unrecordedLimit))
        let now = Clock.seconds()
        var failure: (any Error)?
        // Each step is tried whatever becomes of the others: rows are in memory first, so that none is lost when the
        // Catalog fails, and retention may make the room that the others lack.
        func step(_ body: () throws -> Void) {
            do { try body() } catch { failure = failure ?? error }
        }
        for batch in batches { step { try append(batch) } }
        for batch in rows { step { try store.append(batch) } }
        if trouble != nil { step { try retain(now, retentionDays) } }
        step { try recordTexts() }
        step { try touch(now) }
        step { try store.flush() }
        step { try store.closeSteps(before: now - Self.grace) }
        step { try retain(now, retentionDays) }
        step { try repack(now) }
        report(failure)
    }

    private func append(_ batch: ObservationBatch) throws {
        var failure: StoreError?
        for rows in [batch.statementRows(sensor: sensor), batch.sessionRows(sensor: sensor)] where rows.count > 0 {
            do throws(StoreError) { try store.append(rows) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    /// Writes the rows of a file durably, past the rows in memory, so that rows which cannot be written are not kept;
    /// nil, or why they are not.
    func load(_ request: LoadRequest) -> String? {
        do {
            let loader = store.bulkLoader(for: request.table, threads: 0)
            for batch in try RowFile.read(request.path, table: request.table) { try loader.append(batch) }
            try loader.commit()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func recordTexts() throws(CatalogError) {
        try catalog.record(unrecorded)
        unrecorded = []
    }

    private func touch(_ now: UInt64?) throws(CatalogError) {
        guard let seen = cataloguer.seen(now) else { return }
        try catalog.touch(seen)
        cataloguer.forgetSeen()
    }

    private func retain(_ now: UInt64, _ days: UInt64?) throws {
        guard let days, now >= lastRetention + Self.hour else { return }
        lastRetention = now
        try store.removeExpired(now: now, retentionDays: days)
        try catalog.removeUnseen(since: now - min(now, days * Self.day))
    }

    /// Packs the days that have ended anew, a little at a time, so that no row waits for it.
    private func repack(_ now: UInt64) throws {
        guard now >= nextRepacking else { return }
        nextRepacking = now + Self.hour
        // Rows that come an hour late are still taken along.
        if try store.repack(before: now - Self.hour, rows: Self.repackedRows) { nextRepacking = now }
    }

    /// Trouble with the disk is said once, not every second, and so is its end.
    private func report(_ failure: (any Error)?) {
        if let failure {
            if trouble == nil { Log.shared.error("recording stopped", ["reason": "\(failure)"]) }
            trouble = "\(failure)"
        } else if trouble != nil {
            Log.shared.info("recording goes on", ["sensor": sensor])
            trouble = nil
        }
    }

    /// Makes what is left durable. Open steps stay open for the next start.
    func close() {
        do {
            try touch(nil)
            try store.close()
        } catch {
            report(error)
        }
    }

    func status(_ previous: RecorderStatus, lostBatches: UInt64) -> RecorderStatus {
        RecorderStatus(
            statements: statements, sessions: sessions, losses: losses,
            lostBatches: previous.lostBatches + lostBatches, trouble: trouble, store: store.statistics,
            fingerprints: (try? catalog.fingerprintCount()) ?? previous.fingerprints)
    }
}
