import Observations
import SQLText

/// A frontend message that waits for its answer.
struct Pending {
    enum Kind: UInt8 {
        case query, parse, bind, describe, execute, closeStatement, closePortal, sync, functionCall
        /// CopyDone or CopyFail: has no answer of its own.
        case copyEnd
    }

    let kind: Kind
    /// Statements of a Query that have not completed; 1 for a Parse.
    var statements: UInt32 = 0
    /// Statements of a Query beyond the limit, whose identity was not kept.
    var untracked: UInt32 = 0
    /// Whether a statement of the Query has completed or failed.
    var hasProgress = false
    /// When its last byte came, on the monotonic clock in nanoseconds.
    let arrival: UInt64
    var bytesIn: UInt64 = 0
    /// Whether a Bind has an entry in `InFlight.boundTexts`.
    var hasText = false
    /// Hash of the statement's name.
    var name: UInt64 = 0
    /// Hash of the portal's name.
    var portal: UInt64 = 0

    /// A Query when one of its statements has completed.
    var afterCompletion: Pending {
        var rest = self
        rest.hasProgress = true
        rest.bytesIn = 0
        if statements > 0 { rest.statements -= 1 } else if untracked > 0 { rest.untracked -= 1 }
        return rest
    }

    var awaitsReady: Bool { kind == .query || kind == .sync || kind == .functionCall }
}

/// A scanned statement that waits for its outcome.
struct PendingStatement {
    let identity: StatementIdentity
    /// How many characters of the text stand before it; an ErrorResponse's position in it is more than that.
    let characterStart: Int
    /// Kept only while somebody watches.
    let text: StatementText?
}

/// What a session holds only while something is in flight; taken from the loop's pool and given back when it is idle.
final class InFlight {
    /// The most messages that may wait for an answer; the client is not read beyond it.
    static let pendingLimit = 65_536
    /// The most statements of simple queries whose identity is kept.
    static let statementLimit = 65_536
    /// The most bytes of texts that are held for watchers.
    static let textByteLimit = 1 << 20

    var pending = Ring<Pending>()
    /// Statements of the Query and Parse messages in `pending`, in order.
    var statements = Ring<PendingStatement>()
    /// Bytes of texts that are held for watchers since the last reset.
    var heldTextBytes = 0
    /// Texts of Bind messages with their values, while somebody watches.
    var boundTexts = Ring<StatementText?>()

    /// A message that came in pieces: its scanner, the beginning of its text, its names.
    var splitScanner: StatementScanner?
    var splitStatements: [ScannedStatement] = []
    var splitText: [UInt8] = []
    var splitBody: [UInt8] = []
    var splitNameEnd: Int?
    var backendBody: [UInt8] = []

    /// Whether a message came in pieces since the last reset.
    var hasSplit = false

    /// The message that the server answers now.
    var head: Pending? {
        while let first = pending.first {
            if first.kind != .copyEnd { return first }
            pending.removeFirst()
        }
        return nil
    }

    func reset() {
        pending.rewind()
        if heldTextBytes > 0 { statements.reset() } else { statements.rewind() }
        boundTexts.reset()
        heldTextBytes = 0
        if hasSplit { resetSplit() }
    }

    private func resetSplit() {
        hasSplit = false
        splitScanner = nil
        Self.shrink(&splitText)
        Self.shrink(&splitBody)
        Self.shrink(&backendBody)
        splitStatements = []
        splitNameEnd = nil
    }

    private static func shrink(_ bytes: inout [UInt8]) {
        if bytes.capacity > 4096 { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
    }
}
