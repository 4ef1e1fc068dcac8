import Bytes
import Observations
import PostgresWire
import SQLText

extension StatementTracker {
    /// Takes in bytes that the server sent after the login, which may begin and end anywhere in a message.
    /// - Throws: `WireError` when the stream cannot be followed.
    mutating func backend(
        _ bytes: UnsafeRawBufferPointer, now: UInt64, _ loop: LoopObserver
    ) throws(WireError) {
        var offset = 0
        var mark = 0
        while let piece = try backendFramer.next(bytes, &offset) {
            if piece.type == BackendMessage.dataRow {
                if piece.isFirst { dataRows &+= 1 }
                continue
            }
            guard Self.isFollowed(piece.type) else { continue }
            bytesOut &+= UInt64(offset &- mark)
            mark = offset
            let body = UnsafeRawBufferPointer(rebasing: bytes[piece.range])
            if piece.isFirst && piece.isLast {
                answer(piece.type, body, now, loop)
            } else {
                splitAnswer(piece, body, now, loop)
            }
        }
        bytesOut &+= UInt64(bytes.count &- mark)
        rest(loop)
    }

    @inline(__always)
    private static func isFollowed(_ type: UInt8) -> Bool {
        switch type {
        case BackendMessage.commandComplete, BackendMessage.error, BackendMessage.readyForQuery,
            BackendMessage.parseComplete, BackendMessage.bindComplete, BackendMessage.closeComplete,
            BackendMessage.portalSuspended, BackendMessage.emptyQuery, BackendMessage.noData,
            BackendMessage.rowDescription, BackendMessage.copyInResponse, BackendMessage.functionCallResponse,
            BackendMessage.parameterStatus:
            true
        default: false
        }
    }

    private mutating func splitAnswer(
        _ piece: MessagePiece, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver
    ) {
        let flight = inFlight(loop)
        flight.hasSplit = true
        if piece.isFirst { flight.backendBody.removeAll(keepingCapacity: true) }
        flight.backendBody.append(contentsOf: body.prefix(max(0, 16_384 - flight.backendBody.count)))
        guard piece.isLast else { return }
        let whole = flight.backendBody
        flight.backendBody.removeAll(keepingCapacity: true)
        whole.withUnsafeBytes { answer(piece.type, $0, now, loop) }
    }

    private mutating func answer(
        _ type: UInt8, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver
    ) {
        switch type {
        case BackendMessage.commandComplete: completed(tag: body, now, loop)
        case BackendMessage.readyForQuery: ready(body.first ?? 0x49, now, loop)
        case BackendMessage.error: failed(ErrorFields(body: Array(body)), now, loop)
        case BackendMessage.parseComplete: parseCompleted(loop)
        case BackendMessage.bindComplete: bindCompleted(now, loop)
        case BackendMessage.portalSuspended: suspended(now)
        case BackendMessage.emptyQuery: emptied()
        case BackendMessage.noData, BackendMessage.rowDescription:
            if let flight, flight.head?.kind == .describe { flight.pending.removeFirst() }
        case BackendMessage.closeComplete: closeCompleted(now, loop)
        case BackendMessage.copyInResponse: copyInBegan()
        case BackendMessage.functionCallResponse: functionCompleted(now, loop)
        case BackendMessage.parameterStatus: parameter(body, loop)
        default: preconditionFailure("only followed messages get here")
        }
    }

    // MARK: completions in the order of the messages

    private mutating func parseCompleted(_ loop: LoopObserver) {
        guard let flight, let entry = flight.head, entry.kind == .parse else { return }
        flight.pending.removeFirst()
        guard entry.statements > 0, let statement = flight.statements.first else {
            prepared.remove(entry.name)
            return
        }
        flight.statements.removeFirst(Int(entry.statements))
        if !prepared.set(entry.name, statement.identity, text: statement.text) { loop.notePreparedOverflow() }
    }

    private mutating func bindCompleted(_ now: UInt64, _ loop: LoopObserver) {
        guard let flight, let entry = flight.head, entry.kind == .bind else { return }
        flight.pending.removeFirst()
        var portal = Portal(identity: prepared[entry.name] ?? .other, arrival: entry.arrival, text: nil)
        if entry.hasText {
            portal.text = flight.boundTexts[0]
            flight.boundTexts.removeFirst()
        }
        if let previous = portals.open(entry.portal, portal), previous.isUncounted {
            count(previous, .success, loop, now)
        }
        dataRows = 0
    }

    private mutating func closeCompleted(_ now: UInt64, _ loop: LoopObserver) {
        guard let flight, let entry = flight.head else { return }
        switch entry.kind {
        case .closeStatement: prepared.remove(entry.name)
        case .closePortal:
            if let portal = portals.remove(entry.name), portal.isUncounted { count(portal, .success, loop, now) }
        default: return
        }
        flight.pending.removeFirst()
    }

    private mutating func suspended(_ now: UInt64) {
        guard let flight, let entry = flight.head, entry.kind == .execute else { return }
        flight.pending.removeFirst()
        guard var portal = portals[entry.portal] else { return }
        portal.isSuspended = true
        portal.rows &+= dataRows
        add(entry, to: &portal, now)
        portals.put(entry.portal, portal)
    }

    private mutating func emptied() {
        guard let flight, let entry = flight.head, entry.kind == .execute else { return }
        flight.pending.removeFirst()
        (bytesOut, dataRows) = (0, 0)
        _ = portals.remove(entry.portal)
    }

    private mutating func completed(tag: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver) {
        let rows = CommandTag.rows(tag)
        guard let flight, let entry = flight.head else { return }
        switch entry.kind {
        case .query:
            if entry.statements > 0, let statement = flight.statements.first {
                flight.statements.removeFirst()
                count(statement, entry, .success, rows, now, loop)
                apply(statement.identity, tag, text: statement.text, loop)
            } else if entry.untracked > 0 {
                count(.other, nil, entry, .success, rows, now, loop)
            }
            flight.pending[0] = entry.afterCompletion
        case .execute:
            flight.pending.removeFirst()
            executed(entry, tag, rows: rows, now, loop)
        default: break
        }
    }

    private mutating func executed(
        _ entry: Pending, _ tag: UnsafeRawBufferPointer, rows: UInt64, _ now: UInt64, _ loop: LoopObserver
    ) {
        var portal = portals[entry.portal] ?? Portal(identity: .other, arrival: entry.arrival, text: nil)
        if portal.isDone {
            (bytesOut, dataRows) = (0, 0)
            return
        }
        add(entry, to: &portal, now)
        portal.rows &+= rows
        portals.finish(entry.portal)
        count(portal, .success, loop, now)
        apply(portal.identity, tag, text: portal.text, loop)
    }

    private mutating func functionCompleted(_ now: UInt64, _ loop: LoopObserver) {
        guard let flight, let entry = flight.head, entry.kind == .functionCall, !entry.hasProgress else { return }
        flight.pending[0].hasProgress = true
        count(.function(fingerprint: entry.name), nil, entry, .success, 1, now, loop)
    }

    private mutating func copyInBegan() {
        guard let flight, !flight.pending.isEmpty else { return }
        // Sync messages that the client sent before its data are read in copy mode, where the server ignores them.
        var syncs = 0
        while syncs + 1 < flight.pending.count, flight.pending[syncs + 1].kind == .sync { syncs += 1 }
        flight.pending.remove(1..<(1 + syncs))
        // What else was sent ahead ends the copy mode.
        isCopyingIn = flight.pending.count == 1
    }

    private mutating func ready(_ status: UInt8, _ now: UInt64, _ loop: LoopObserver) {
        isCopyingIn = false
        // A Sync that was taken for one in copy mode crossed an error on its way.
        isSkipping = false
        if let flight {
            while let entry = flight.head, !entry.awaitsReady { drop(entry, flight) }
            if let entry = flight.head {
                drop(entry, flight)
                // As the server does at each simple query.
                if entry.kind == .query { prepared.remove(0) }
            }
        }
        if status == UInt8(ascii: "I") {
            for portal in portals.takeSuspended() { count(portal, .success, loop, now) }
        }
        (bytesOut, dataRows) = (0, 0)
    }

    /// Removes the first message with what belongs to it.
    private func drop(_ entry: Pending, _ flight: InFlight) {
        flight.pending.removeFirst()
        flight.statements.removeFirst(Int(entry.statements))
        if entry.hasText { flight.boundTexts.removeFirst() }
    }

    // MARK: errors

    private mutating func failed(
        _ error: ErrorFields, _ now: UInt64, _ loop: LoopObserver
    ) {
        let state = SQLState(error.sqlstate.utf8) ?? SQLState("XX000".utf8)!
        if error.severity == "FATAL" || error.severity == "PANIC" { fatal = state }
        guard let flight, let entry = flight.head else { return }
        switch entry.kind {
        case .query: queryFailed(entry, error, state, now, flight, loop)
        case .functionCall:
            flight.pending[0].hasProgress = true
            count(.function(fingerprint: entry.name), nil, entry, state, 0, now, loop)
        case .sync: break
        default:
            extendedFailed(entry, state, now, flight, loop)
            skipToSync(flight)
        }
    }

    private mutating func queryFailed(
        _ entry: Pending, _ error: ErrorFields, _ state: SQLState, _ now: UInt64, _ flight: InFlight,
        _ loop: LoopObserver
    ) {
        isCopyingIn = false
        var failing = 0
        if !entry.hasProgress, let position = error.position {
            // Nothing was executed, so the whole text may have been refused: the place says which statement it was.
            while failing + 1 < Int(entry.statements), flight.statements[failing + 1].characterStart < position {
                failing += 1
            }
        }
        if entry.statements > 0 {
            count(flight.statements[failing], entry, state, 0, now, loop)
        } else if entry.untracked > 0 || !entry.hasProgress {
            count(.other, nil, entry, state, 0, now, loop)
        }
        flight.statements.removeFirst(Int(entry.statements))
        flight.pending[0].statements = 0
        flight.pending[0].untracked = 0
        flight.pending[0].hasProgress = true
    }

    private mutating func extendedFailed(
        _ entry: Pending, _ state: SQLState, _ now: UInt64, _ flight: InFlight, _ loop: LoopObserver
    ) {
        switch entry.kind {
        case .parse:
            let identity = entry.statements > 0 ? flight.statements[0].identity : .other
            let text = entry.statements > 0 ? flight.statements[0].text : nil
            count(identity, text, entry, state, 0, now, loop)
            if entry.name == 0 { prepared.remove(0) }
        case .bind:
            count(prepared[entry.name] ?? .other, prepared.text(of: entry.name), entry, state, 0, now, loop)
        case .execute:
            var portal =
                portals.remove(entry.portal) ?? Portal(identity: .other, arrival: entry.arrival, text: nil)
            // What it did before was counted when it was done.
            if portal.isDone { portal = Portal(identity: portal.identity, arrival: entry.arrival, text: portal.text) }
            add(entry, to: &portal, now)
            count(portal, state, loop, now)
        default:
            count(.other, nil, entry, state, 0, now, loop)
        }
    }

    /// Drops what the server skips after an error in the extended protocol: everything before the next Sync.
    private mutating func skipToSync(_ flight: InFlight) {
        isCopyingIn = false
        while let entry = flight.pending.first {
            if entry.kind == .sync { return }
            drop(entry, flight)
        }
        isSkipping = true
    }
}
