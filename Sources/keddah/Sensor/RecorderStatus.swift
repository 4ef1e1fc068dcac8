import ColumnStore
import Observations

/// Where and how a recorder writes.
struct RecorderSettings: Sendable {
    /// The store's directory.
    var directory: String
    /// The sensor's name, which stands in every row.
    var sensor: String
    /// Nanoseconds between two flushes.
    var flushInterval: UInt64
    /// Days that rows are kept; nil for ever.
    var retentionDays: UInt64?
}

/// What a recorder has done so far.
struct RecorderStatus: Sendable {
    /// Statements counted.
    var statements: UInt64 = 0
    /// Sessions that ended.
    var sessions: UInt64 = 0
    /// What the loops could not keep.
    var losses = ObservationBatch.Losses()
    /// Batches of a second each that found the recorder's mailbox full.
    var lostBatches: UInt64 = 0
    /// Why the last flush failed; nil when it went well.
    var trouble: String?
    /// What the store's writer did; nil before the first flush.
    var store: StoreStatistics?
    /// Fingerprints in the Catalog.
    var fingerprints = 0
}

extension ObservationBatch {
    /// About how much memory the batch takes.
    var estimatedBytes: Int {
        let rows = statements.count * MemoryLayout<StatementCounts>.stride + sessions.count * 256
        return rows + texts.reduce(0) { $0 + $1.sql.count + 256 }
    }
}

extension ObservationBatch.Losses {
    /// Adds what another batch could not keep.
    static func += (total: inout ObservationBatch.Losses, more: ObservationBatch.Losses) {
        total.statements += more.statements
        total.dimensions += more.dimensions
        total.texts += more.texts
        total.sessions += more.sessions
        total.preparedNames += more.preparedNames
    }
}
