import CFuzzer
import Observations
import PostgresWire
import SQLText

@testable import Proxy

/// Both directions of a session, however wrong: what is counted does not depend on how the bytes were cut, nothing
/// grows beyond its limit, and nothing is left behind.
enum TrackerTarget {
    /// One loop for all inputs, as in the sensor; the target runs on one thread.
    nonisolated(unsafe) private static let loop = LoopObserver(shapeKey: 1, seconds: 0)
    /// The most that one session may hold with everything at its limit.
    private static let memoryLimit = 96 << 20

    /// What a run says of a session.
    private struct Outcome: Equatable {
        var counts: [UInt64: [UInt64]] = [:]
        var bytes: [UInt64] = [0, 0]
        var error: WireError?
    }

    static func run(_ input: [UInt8]) {
        guard let settings = input.first else { return }
        let steps = SessionScript.steps(input.dropFirst())
        let whole = outcome(settings, steps, cut: .max)
        let cut = outcome(settings, steps, cut: 1)
        hold(cut == whole, "cut into bytes, the session is the same: \(cut), not \(whole)")
    }

    private static func outcome(_ settings: UInt8, _ steps: [SessionScript.Step], cut: Int) -> Outcome {
        loop.isWatched = settings & 1 != 0
        loop.second &+= 3_600
        let before = keddah_allocated_bytes()
        var tracker = StatementTracker()
        tracker.attributes.capture = [.fingerprint, .text, .parameters, .text][Int(settings >> 1 & 3)]
        tracker.attributes.options = ScannerOptions(shapeKey: 1)
        tracker.attributes.options.standardConformingStrings = settings & 8 == 0
        tracker.begin(DimensionSet(proxy: "p", client: .local, user: "u", database: "d", application: "a"), loop)
        var error: WireError?
        var now: UInt64 = 1_000
        for step in steps where error == nil {
            // As a session does: its client waits while too much has no answer yet.
            if step.isFromClient && tracker.isSaturated { continue }
            let size = step.bytes.count > 4_096 ? max(cut, min(cut, 7) * 7) : cut
            for start in stride(from: 0, to: step.bytes.count, by: min(size, step.bytes.count)) where error == nil {
                now += 1_000
                let end = size == .max ? step.bytes.count : min(step.bytes.count, start + size)
                exactly(step.bytes[start..<end]) { error = feed(&tracker, $0, step, now) }
            }
            check(tracker, step)
        }
        hold(keddah_allocated_bytes() < before + memoryLimit, "a session's memory is bounded")
        tracker.finish(loop, now: now)
        tracker.end(loop)
        hold(tracker.flight == nil, "nothing is in flight at the end")
        return totals(error)
    }

    private static func feed(
        _ tracker: inout StatementTracker, _ bytes: UnsafeRawBufferPointer, _ step: SessionScript.Step, _ now: UInt64
    ) -> WireError? {
        do throws(WireError) {
            if step.isFromClient {
                try tracker.frontend(bytes, now: now, loop)
            } else {
                try tracker.backend(bytes, now: now, loop)
            }
            return nil
        } catch {
            return error
        }
    }

    private static func check(_ tracker: borrowing StatementTracker, _ step: SessionScript.Step) {
        guard let flight = tracker.flight else { return }
        let pending = flight.pending
        hold(pending.count <= InFlight.pendingLimit + step.bytes.count / 5 + 1, "the queue is bounded")
        hold(flight.statements.count <= InFlight.statementLimit, "statements are bounded")
        hold(flight.splitStatements.count <= InFlight.statementLimit, "statements of a message are bounded")
        hold(flight.heldTextBytes <= InFlight.textByteLimit + StatementText.longest, "held texts are bounded")
        hold(flight.splitText.count <= StatementText.longest, "the text of a split message is bounded")
        hold(flight.splitBody.count <= StatementText.longest, "a split message is bounded")
        hold(flight.backendBody.count <= 16_384, "a split answer is bounded")
        guard pending.count < 256 else { return }
        let entries = (0..<pending.count).map { pending[$0] }
        let statements = entries.reduce(0) { $0 + Int($1.statements) }
        hold(statements == flight.statements.count, "each statement belongs to a message that waits")
        hold(entries.count { $0.hasText } == flight.boundTexts.count, "each text belongs to a Bind that waits")
    }

    private static func totals(_ error: WireError?) -> Outcome {
        var outcome = Outcome(error: error)
        _ = loop.takeEvents()
        for row in loop.takeBatch(seconds: 1).statements {
            let key = row.fingerprint ^ UInt64(row.sqlstate.packed) << 8 ^ UInt64(row.verb)
            var sums = outcome.counts[key] ?? [0, 0]
            sums[0] += row.calls
            sums[1] &+= row.rows
            outcome.counts[key] = sums
            outcome.bytes[0] += row.bytesIn
            outcome.bytes[1] += row.bytesOut
        }
        return outcome
    }
}
