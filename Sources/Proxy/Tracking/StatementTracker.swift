import Bytes
import Observations
import PostgresWire
import SQLText

/// Follows one session's two directions and says what was executed, with which outcome: a value without I/O.
///
/// The server answers in the order of the client's messages, so each message that has an answer waits in a queue, names
/// are bound when their completion comes, and an error in the extended protocol drops everything up to the next Sync,
/// exactly as the server skips it (PostgreSQL documentation, "Message Flow").
struct StatementTracker: ~Copyable {
    /// What a session tells of itself with each statement.
    struct Attributes {
        var session: UInt64 = 0
        var dimensions: UInt32 = 0
        var capture: CaptureLevel = .text
        var options = ScannerOptions()
        var encoding = "UTF8"
    }

    var attributes = Attributes()
    /// Who logged in, with the application's current name; nil before the login.
    var identity: DimensionSet?
    /// How often the application gave itself a name.
    var renames = 0
    var frontendFramer = MessageFramer()
    var backendFramer = MessageFramer()
    var prepared = PreparedStatements()
    var portals = Portals()
    var flight: InFlight?
    /// The server skips what the client sends until Sync.
    var isSkipping = false
    /// The server reads CopyData and ignores Sync and Flush.
    var isCopyingIn = false
    /// When the last statement ended.
    var lastEnd: UInt64 = 0
    /// Statements counted so far.
    var statements: UInt64 = 0
    /// Bytes since the last statement, by direction; CopyData counts for its COPY.
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    /// DataRows of the running Execute.
    var dataRows: UInt64 = 0
    /// SQLSTATE of the FATAL error that ended the session.
    var fatal: SQLState?
    /// The client said that it ends the session.
    var hasTerminated = false

    /// Whether the client must wait because too many of its messages have no answer yet.
    var isSaturated: Bool { (flight?.pending.count ?? 0) >= InFlight.pendingLimit }
    /// Whether it may go on after it had to wait.
    var isRelieved: Bool { (flight?.pending.count ?? 0) < InFlight.pendingLimit / 2 }

    /// The login's messages belong to no statement; those that a client sent too early do.
    mutating func forgetLoginBytes() {
        if flight == nil { bytesIn = 0 }
    }

    /// The memory of what is in flight, fetched when something is.
    mutating func inFlight(_ loop: LoopObserver) -> InFlight {
        if let flight { return flight }
        let fresh = loop.takeInFlight()
        flight = fresh
        return fresh
    }

    /// Gives the memory back when nothing is in flight.
    mutating func rest(_ loop: LoopObserver) {
        guard let flight, flight.pending.isEmpty, frontendFramer.isAtBoundary, backendFramer.isAtBoundary else {
            return
        }
        loop.giveBack(flight)
        self.flight = nil
    }

    /// Counts what never completed when the session ends: portals that were fetched in part.
    mutating func finish(_ loop: LoopObserver, now: UInt64) {
        for portal in portals.takeSuspended() { count(portal, .success, loop, now) }
        if let flight {
            loop.giveBack(flight)
            self.flight = nil
        }
    }

    /// The hash of a name as the server keeps it: its first 63 bytes; 0 for the unnamed one.
    static func hash(name: UnsafeRawBufferPointer) -> UInt64 {
        if name.isEmpty { return 0 }
        return StatementScanner.nameHash(Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: name.prefix(63))))
    }
}
