import Observations
import SQLText

extension StatementTracker {
    /// Adds an Execute to its portal: the time since the server could work on it, and its bytes.
    mutating func add(_ entry: Pending, to portal: inout Portal, _ now: UInt64) {
        let began = max(portal.isSuspended ? entry.arrival : portal.arrival, lastEnd)
        portal.duration &+= now > began ? now &- began : 0
        portal.bytesIn &+= entry.bytesIn
        portal.bytesOut &+= bytesOut
        (bytesOut, dataRows) = (0, 0)
        lastEnd = now
    }

    /// Counts a portal as one call.
    mutating func count(_ portal: Portal, _ state: SQLState, _ loop: LoopObserver, _ now: UInt64) {
        record(
            resolve(portal.identity), portal.text, state,
            Work(
                rows: state == .success ? portal.rows : 0, bytesIn: portal.bytesIn, bytesOut: portal.bytesOut,
                duration: portal.duration), loop, now)
    }

    /// Counts a statement of a simple query.
    mutating func count(
        _ statement: PendingStatement, _ entry: Pending, _ state: SQLState, _ rows: UInt64, _ now: UInt64,
        _ loop: LoopObserver
    ) {
        count(statement.identity, statement.text, entry, state, rows, now, loop)
    }

    /// Counts a statement: from the later of its client's bytes and its predecessor's end, until now.
    mutating func count(
        _ identity: StatementIdentity, _ text: StatementText?, _ entry: Pending, _ state: SQLState, _ rows: UInt64,
        _ now: UInt64, _ loop: LoopObserver
    ) {
        let began = max(entry.arrival, lastEnd)
        let work = Work(
            rows: rows, bytesIn: entry.bytesIn, bytesOut: bytesOut,
            duration: now > began ? now &- began : 0)
        (bytesOut, dataRows) = (0, 0)
        lastEnd = now
        record(resolve(identity), text, state, work, loop, now)
    }

    /// What a statement did.
    private struct Work {
        let rows: UInt64
        let bytesIn: UInt64
        let bytesOut: UInt64
        let duration: UInt64
    }

    /// EXECUTE counts for the prepared statement, FETCH for the cursor's query.
    private func resolve(_ identity: StatementIdentity) -> StatementIdentity {
        switch identity.verb {
        case .execute: prepared[identity.nameHash] ?? identity
        case .fetch: portals.cursor(identity.nameHash) ?? identity
        default: identity
        }
    }

    private mutating func record(
        _ identity: StatementIdentity, _ text: StatementText?, _ state: SQLState, _ work: Work, _ loop: LoopObserver,
        _ now: UInt64
    ) {
        statements &+= 1
        loop.count(
            StatementCounts(
                dimensions: attributes.dimensions, sqlstate: state, fingerprint: identity.fingerprint,
                latency: LatencyBucket(microseconds: work.duration / 1000), verb: identity.verb.rawValue, calls: 1,
                rows: work.rows, bytesIn: work.bytesIn, bytesOut: work.bytesOut, duration: work.duration))
        if loop.isWatched { publish(identity, text, state, work, loop, now) }
    }

    @inline(never)
    private func publish(
        _ identity: StatementIdentity, _ text: StatementText?, _ state: SQLState, _ work: Work, _ loop: LoopObserver,
        _ now: UInt64
    ) {
        loop.publish(
            StatementEvent(
                dimensions: loop.dimensions[attributes.dimensions], session: attributes.session,
                fingerprint: identity.fingerprint, verb: identity.verb.rawValue, text: text,
                time: now / 1000 &+ loop.wallOffset, duration: work.duration / 1000, rows: work.rows,
                bytesIn: work.bytesIn, bytesOut: work.bytesOut, sqlstate: state))
    }

    /// What a statement that succeeded does to the session's names.
    mutating func apply(
        _ identity: StatementIdentity, _ tag: UnsafeRawBufferPointer, text: StatementText?, _ loop: LoopObserver
    ) {
        switch identity.verb {
        case .prepare:
            if !prepared.set(identity.nameHash, identity.inner, text: text) { loop.notePreparedOverflow() }
        case .deallocate:
            if identity.namesAll { prepared.removeAll() } else { prepared.remove(identity.nameHash) }
        case .declare:
            if !portals.declare(identity.nameHash, identity.inner) { loop.notePreparedOverflow() }
        case .close:
            if identity.namesAll { portals.closeAllCursors() } else { portals.closeCursor(identity.nameHash) }
        case .discard where tag.starts(with: "DISCARD ALL".utf8):
            prepared.removeAll()
            portals.closeAllCursors()
        default: break
        }
    }
}
