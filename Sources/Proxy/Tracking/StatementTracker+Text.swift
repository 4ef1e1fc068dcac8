import Bytes
import Observations
import PostgresWire
import SQLText

extension StatementTracker {
    /// Whether texts are held until their statement completes.
    func keepsTexts(_ loop: LoopObserver) -> Bool { loop.isWatched || attributes.capture == .parameters }

    // MARK: messages that lie whole in the bytes at hand

    mutating func query(_ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver) {
        if isSkipping { return }
        var entry = Pending(kind: .query, arrival: now)
        scan(body, into: &entry, loop)
        inFlight(loop).pending.append(entry)
    }

    mutating func parse(_ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver) {
        if isSkipping { return }
        let (name, text) = Self.name(body)
        var entry = Pending(kind: .parse, arrival: now)
        entry.name = name
        scan(text, into: &entry, loop)
        inFlight(loop).pending.append(entry)
    }

    private mutating func scan(_ body: UnsafeRawBufferPointer, into entry: inout Pending, _ loop: LoopObserver) {
        let flight = inFlight(loop)
        let bytes = Span<UInt8>(_unsafeBytes: body)
        loop.scanner.reset(attributes.options)
        var (kept, untracked) = (entry.statements, entry.untracked)
        loop.scanner.feed(bytes, isLast: true) { statement in
            let text = self.offer(statement, body, loop)
            Self.keep(statement, text, flight, &kept, &untracked)
        }
        (entry.statements, entry.untracked) = (kept, untracked)
    }

    private static func keep(
        _ statement: ScannedStatement, _ text: StatementText?, _ flight: InFlight, _ kept: inout UInt32,
        _ untracked: inout UInt32
    ) {
        guard flight.statements.count < InFlight.statementLimit else {
            untracked += 1
            return
        }
        flight.statements.append(
            PendingStatement(
                identity: StatementIdentity(statement), characterStart: statement.characterStart, text: text))
        kept += 1
    }

    // MARK: messages that come in pieces

    mutating func splitQuery(
        _ piece: MessagePiece, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver
    ) {
        if piece.isFirst { beginSplit(loop) }
        feedSplit(body, isLast: piece.isLast, loop)
        if piece.isLast { endSplit(Pending(kind: .query, arrival: now), loop) }
    }

    mutating func splitParse(
        _ piece: MessagePiece, _ body: UnsafeRawBufferPointer, _ now: UInt64, _ loop: LoopObserver
    ) {
        let flight = inFlight(loop)
        if piece.isFirst { beginSplit(loop) }
        var text = body
        if flight.splitNameEnd == nil {
            text = takeSplitName(body, flight)
        }
        feedSplit(text, isLast: piece.isLast, loop)
        guard piece.isLast else { return }
        var entry = Pending(kind: .parse, arrival: now)
        entry.name = flight.splitBody.withUnsafeBytes { Self.name($0).hash }
        endSplit(entry, loop)
    }

    /// Moves the name to `splitBody` and returns the bytes behind it.
    private func takeSplitName(_ body: UnsafeRawBufferPointer, _ flight: InFlight) -> UnsafeRawBufferPointer {
        let end = body.firstIndex(of: 0)
        let room = max(0, 64 - flight.splitBody.count)
        flight.splitBody.append(contentsOf: body[..<(end ?? body.count)].prefix(room))
        guard let end else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        flight.splitNameEnd = flight.splitBody.count
        return UnsafeRawBufferPointer(rebasing: body[(end + 1)...])
    }

    private mutating func beginSplit(_ loop: LoopObserver) {
        let flight = inFlight(loop)
        flight.hasSplit = true
        flight.splitScanner = StatementScanner(attributes.options)
        flight.splitText.removeAll(keepingCapacity: true)
        flight.splitBody.removeAll(keepingCapacity: true)
        flight.splitStatements.removeAll(keepingCapacity: true)
        flight.splitNameEnd = nil
    }

    private mutating func feedSplit(_ body: UnsafeRawBufferPointer, isLast: Bool, _ loop: LoopObserver) {
        let flight = inFlight(loop)
        flight.splitText.append(contentsOf: body.prefix(max(0, StatementText.longest - flight.splitText.count)))
        let bytes = Span<UInt8>(_unsafeBytes: body)
        flight.splitScanner?.feed(bytes, isLast: isLast) { statement in
            // The rest is counted, not kept.
            if flight.splitStatements.count < InFlight.statementLimit { flight.splitStatements.append(statement) }
        }
    }

    private mutating func endSplit(_ entry: Pending, _ loop: LoopObserver) {
        let flight = inFlight(loop)
        let (found, text) = (flight.splitStatements, flight.splitText)
        flight.splitScanner = nil
        flight.splitStatements = []
        flight.splitText = []
        if isSkipping { return }
        var entry = entry
        for statement in found {
            let sample = text.withUnsafeBytes { offer(statement, $0, loop) }
            Self.keep(statement, sample, flight, &entry.statements, &entry.untracked)
        }
        flight.pending.append(entry)
    }

    // MARK: samples

    /// Offers a statement's text when its fingerprint is new or a sample is due; returns it while somebody watches.
    private func offer(
        _ statement: ScannedStatement, _ body: UnsafeRawBufferPointer, _ loop: LoopObserver
    ) -> StatementText? {
        // Before the login nobody has a right to leave anything behind.
        guard identity != nil else { return nil }
        // A statement that the kept beginning of a long text cuts short would be a bad example.
        let isWhole = statement.end <= body.count || statement.start < 4_096
        let isWanted = isWhole && loop.wantsText(statement.fingerprint)
        // The statement inside PREPARE or DECLARE is what EXECUTE and FETCH count for, so its text is wanted too.
        if isWhole, statement.innerFingerprint != 0, loop.wantsText(statement.innerFingerprint) {
            loop.offer(
                sample(
                    statement, statement.innerFingerprint, statement.innerVerb, body, from: statement.innerStart, loop))
        }
        let isHeld = keepsTexts(loop) && (flight?.heldTextBytes ?? 0) < InFlight.textByteLimit
        guard isWanted || isHeld else { return nil }
        let text = sample(statement, statement.fingerprint, statement.verb, body, from: statement.start, loop)
        if isWanted { loop.offer(text) }
        guard isHeld else { return nil }
        flight?.heldTextBytes += text.sql.count
        return text
    }

    private func sample(
        _ statement: ScannedStatement, _ fingerprint: UInt64, _ verb: Verb, _ body: UnsafeRawBufferPointer,
        from start: Int, _ loop: LoopObserver
    ) -> StatementText {
        let first = min(start, body.count)
        let last = min(statement.end, body.count, first + StatementText.longest)
        return StatementText(
            fingerprint: fingerprint, verb: verb.rawValue, sql: Array(body[first..<max(first, last)]),
            length: statement.end - start, encoding: attributes.encoding,
            standardStrings: attributes.options.standardConformingStrings, containsSecret: statement.containsSecret,
            parameters: nil, keepsText: attributes.capture != .fingerprint, time: loop.wallSeconds)
    }

    /// The text of a prepared statement with the values of a Bind message, where they are captured.
    func bound(_ name: UInt64, _ values: UnsafeRawBufferPointer, _ loop: LoopObserver) -> StatementText? {
        guard let text = lastParsedText(name) ?? prepared.text(of: name) else { return nil }
        guard attributes.capture == .parameters, !text.containsSecret else { return text }
        let captured = text.with(parameters: BindValues.read(values), time: loop.wallSeconds)
        if loop.wantsText(text.fingerprint) { loop.offer(captured) }
        return captured
    }

    /// The text of a Parse for a name that is still in flight.
    private func lastParsedText(_ name: UInt64) -> StatementText? {
        guard let flight, !flight.statements.isEmpty else { return nil }
        var place = flight.statements.count
        for offset in stride(from: flight.pending.count - 1, through: 0, by: -1) {
            let entry = flight.pending[offset]
            place -= Int(entry.statements)
            if entry.kind == .parse && entry.name == name {
                return entry.statements > 0 ? flight.statements[place].text : nil
            }
            if offset < flight.pending.count - 8 { return nil }
        }
        return nil
    }
}
