import Bytes
import Observations
import PostgresWire
import SQLText

extension StatementTracker {
    /// Takes in bytes that the client sent, which may begin and end anywhere in a message.
    /// - Throws: `WireError` when the stream cannot be followed.
    mutating func frontend(
        _ bytes: UnsafeRawBufferPointer, now: UInt64, _ loop: LoopObserver
    ) throws(WireError) {
        var offset = 0
        var mark = 0
        while let piece = try frontendFramer.next(bytes, &offset) {
            take(piece, UnsafeRawBufferPointer(rebasing: bytes[piece.range]), now, loop)
            switch piece.type {
            case FrontendMessage.copyData, FrontendMessage.copyDone, FrontendMessage.copyFail:
                noteCopied(bytesIn &+ UInt64(offset &- mark))
            case FrontendMessage.query, FrontendMessage.execute, FrontendMessage.functionCall:
                guard piece.isLast else { continue }
                noteBytes(bytesIn &+ UInt64(offset &- mark))
            case FrontendMessage.sync: break
            default: continue
            }
            bytesIn = 0
            mark = offset
        }
        bytesIn &+= UInt64(bytes.count &- mark)
    }

    /// Gives CopyData to the statement that was sent before it; when that has failed, the server ignores what still
    /// comes.
    private func noteCopied(_ count: UInt64) {
        guard let flight else { return }
        var place = flight.pending.count - 1
        while place >= 0, flight.pending[place].kind == .copyEnd { place -= 1 }
        guard place >= 0 else { return }
        let entry = flight.pending[place]
        let isRunning = entry.kind == .query && (entry.statements > 0 || entry.untracked > 0)
        if isRunning || entry.kind == .execute { flight.pending[place].bytesIn &+= count }
    }

    /// Gives the input of a statement to the message that was queued last.
    private func noteBytes(_ count: UInt64) {
        guard let flight, !flight.pending.isEmpty else { return }
        flight.pending[flight.pending.count - 1].bytesIn = count
    }

    @inline(__always)
    private mutating func take(
        _ piece: MessagePiece, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver
    ) {
        switch piece.type {
        case FrontendMessage.query:
            if piece.isFirst && piece.isLast { query(body, now, loop) } else { splitQuery(piece, body, now, loop) }
        case FrontendMessage.parse:
            if piece.isFirst && piece.isLast { parse(body, now, loop) } else { splitParse(piece, body, now, loop) }
        case FrontendMessage.bind, FrontendMessage.execute, FrontendMessage.describe, FrontendMessage.close,
            FrontendMessage.functionCall:
            if piece.isFirst && piece.isLast {
                named(piece.type, body, now, loop)
            } else {
                splitNamed(piece, body, now, loop)
            }
        case FrontendMessage.sync: if piece.isLast { sync(now, loop) }
        case FrontendMessage.copyDone, FrontendMessage.copyFail:
            if piece.isLast { copyEnd(now) }
        case FrontendMessage.terminate: hasTerminated = true
        default: break
        }
    }

    private mutating func sync(_ now: UInt64, _ loop: LoopObserver) {
        if isCopyingIn { return }
        isSkipping = false
        inFlight(loop).pending.append(Pending(kind: .sync, arrival: now))
    }

    private mutating func copyEnd(_ now: UInt64) {
        isCopyingIn = false
        // Out of place the server ignores it, and nothing would take it off the queue.
        guard !isSkipping, let flight, !flight.pending.isEmpty else { return }
        flight.pending.append(Pending(kind: .copyEnd, arrival: now))
    }

    // MARK: messages with names

    /// Bind, Execute, Describe, Close and FunctionCall, whole or at least their first bytes.
    mutating func named(_ type: UInt8, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver) {
        if isSkipping { return }
        let flight = inFlight(loop)
        switch type {
        case FrontendMessage.bind:
            let (portal, rest) = Self.name(body)
            let (statement, values) = Self.name(rest)
            var entry = Pending(kind: .bind, arrival: now)
            (entry.portal, entry.name) = (portal, statement)
            if keepsTexts(loop) {
                flight.boundTexts.append(bound(statement, values, loop))
                entry.hasText = true
            }
            flight.pending.append(entry)
        case FrontendMessage.execute:
            var entry = Pending(kind: .execute, arrival: now)
            entry.portal = Self.name(body).hash
            flight.pending.append(entry)
        case FrontendMessage.describe:
            flight.pending.append(Pending(kind: .describe, arrival: now))
        case FrontendMessage.close:
            let isStatement = body.first == UInt8(ascii: "S")
            var entry = Pending(kind: isStatement ? .closeStatement : .closePortal, arrival: now)
            entry.name = Self.name(UnsafeRawBufferPointer(rebasing: body.dropFirst())).hash
            flight.pending.append(entry)
        default:
            var entry = Pending(kind: .functionCall, arrival: now)
            entry.name = FunctionCall.fingerprint(body)
            flight.pending.append(entry)
        }
    }

    /// The hash of the zero-terminated name that bytes begin with, and the bytes behind it.
    static func name(_ bytes: UnsafeRawBufferPointer) -> (hash: UInt64, rest: UnsafeRawBufferPointer) {
        let end = bytes.firstIndex(of: 0) ?? bytes.count
        let hash = hash(name: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        return (hash, UnsafeRawBufferPointer(rebasing: bytes.dropFirst(end + 1)))
    }

    /// The first 64 kB of such a message are enough: names, and the values that are captured.
    private mutating func splitNamed(
        _ piece: MessagePiece, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver
    ) {
        let flight = inFlight(loop)
        flight.hasSplit = true
        if piece.isFirst { flight.splitBody.removeAll(keepingCapacity: true) }
        let room = StatementText.longest - flight.splitBody.count
        flight.splitBody.append(contentsOf: body.prefix(max(0, room)))
        guard piece.isLast else { return }
        let whole = flight.splitBody
        flight.splitBody.removeAll(keepingCapacity: true)
        whole.withUnsafeBytes { named(piece.type, $0, now, loop) }
    }
}
