import Observations
import SQLText

/// What the sessions of one event loop share to observe statements: counters, known fingerprints, outgoing texts. Used
/// on the loop's thread only; everything in it is bounded.
final class LoopObserver {
    private static let textLimit = 1_024
    private static let textByteLimit = 8 << 20
    private static let sessionLimit = 16_384
    private static let eventLimit = 1_024
    private static let poolLimit = 256

    var dimensions = DimensionTable()
    private var table: StatementTable
    private var fingerprints = FingerprintCache()
    private var texts: [StatementText] = []
    private var textBytes = 0
    private var sessions: [SessionRecord] = []
    private var losses = ObservationBatch.Losses()
    private var intervalStart: UInt64
    private var pool: [InFlight] = []
    private var events: [StatementEvent] = []

    /// The scanner of messages that lie whole in the bytes at hand, which are nearly all.
    var scanner: StatementScanner
    /// Key of the shapes.
    let shapeKey: UInt64
    /// Whether somebody watches statements as they happen.
    var isWatched = false
    /// Seconds of the monotonic clock, set once a second.
    var second: UInt32 = 0
    /// Seconds since 1970 UTC, set once a second.
    var wallSeconds: UInt64 = 0
    /// Microseconds that turn the monotonic clock into the wall clock.
    var wallOffset: UInt64 = 0

    init(shapeKey: UInt64, seconds: UInt64) {
        self.shapeKey = shapeKey
        intervalStart = seconds
        table = StatementTable(seed: shapeKey)
        scanner = StatementScanner(ScannerOptions(shapeKey: shapeKey))
    }

    // MARK: what sessions report

    /// Counts one execution.
    func count(_ row: StatementCounts) { table.add(row) }

    /// Whether a text of a fingerprint should be offered now.
    func wantsText(_ fingerprint: UInt64) -> Bool {
        fingerprints.wantsText(fingerprint, second: second)
    }

    /// Offers a text; one that finds the queue full is dropped and its fingerprint stays unknown.
    func offer(_ text: StatementText) {
        let size = text.sql.count + (text.parameters?.reduce(0) { $0 + ($1?.count ?? 0) + 16 } ?? 0)
        guard texts.count < Self.textLimit, textBytes + size <= Self.textByteLimit else {
            losses.texts += 1
            return
        }
        texts.append(text)
        textBytes += size
        fingerprints.noteSample(text.fingerprint, second: second)
    }

    /// Records a session that ended.
    func record(_ session: SessionRecord) {
        if sessions.count < Self.sessionLimit { sessions.append(session) } else { losses.sessions += 1 }
    }

    /// Tells watchers of a statement.
    func publish(_ event: StatementEvent) {
        if events.count < Self.eventLimit { events.append(event) } else { lostEvents += 1 }
    }

    /// Events that found the queue full.
    private var lostEvents: UInt64 = 0

    /// Notes a prepared statement or cursor beyond the limit.
    func notePreparedOverflow() { losses.preparedNames += 1 }

    // MARK: memory of sessions with something in flight

    func takeInFlight() -> InFlight { pool.popLast() ?? InFlight() }

    func giveBack(_ flight: InFlight) {
        flight.reset()
        if pool.count < Self.poolLimit { pool.append(flight) }
    }

    // MARK: hand-over

    /// The events since the last call, and how many did not fit.
    func takeEvents() -> (events: [StatementEvent], lost: UInt64) {
        defer { (events, lostEvents) = ([], 0) }
        return (events, lostEvents)
    }

    /// Everything since the last call, whole.
    func takeBatch(seconds: UInt64) -> ObservationBatch {
        let counted = table.take()
        let sets = dimensions.take()
        losses.statements += counted.overflow
        losses.dimensions += sets.overflow
        defer {
            (texts, textBytes, sessions, losses) = ([], 0, [], ObservationBatch.Losses())
            intervalStart = seconds
        }
        return ObservationBatch(
            time: intervalStart, dimensions: sets.sets, statements: counted.rows, sessions: sessions, texts: texts,
            losses: losses)
    }
}
