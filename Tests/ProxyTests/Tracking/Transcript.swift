import Observations
import SQLText
import Testing

@testable import Proxy

/// What was counted for one statement's fingerprint.
struct Counted: Hashable, CustomStringConvertible {
    let fingerprint: UInt64
    let sqlstate: String
    let calls: UInt64
    let rows: UInt64
    let application: String
    /// For messages only.
    private let sql: String

    /// What is expected of a statement; nil SQL is one whose text is not known.
    init(
        _ sql: String?, calls: UInt64 = 1, rows: UInt64 = 0, _ sqlstate: String = "00000", application: String = "app"
    ) {
        fingerprint = sql.map(Self.fingerprint) ?? 0
        self.sql = sql ?? "(other)"
        (self.sqlstate, self.calls, self.rows, self.application) = (sqlstate, calls, rows, application)
    }

    init(fingerprint: UInt64, calls: UInt64, rows: UInt64, sqlstate: String, application: String) {
        sql = String(fingerprint, radix: 16)
        self.fingerprint = fingerprint
        (self.sqlstate, self.calls, self.rows, self.application) = (sqlstate, calls, rows, application)
    }

    static func fingerprint(_ sql: String) -> UInt64 {
        var scanner = StatementScanner(ScannerOptions(shapeKey: 1))
        var found: UInt64 = 0
        scanner.feed(Array(sql.utf8).span, isLast: true) { found = $0.fingerprint }
        return found
    }

    static func == (a: Counted, b: Counted) -> Bool {
        a.fingerprint == b.fingerprint && a.sqlstate == b.sqlstate && a.calls == b.calls && a.rows == b.rows
            && a.application == b.application
    }

    func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

    var description: String { "\(sql) \(sqlstate) calls=\(calls) rows=\(rows) \(application)" }
}

/// What a session said in both directions, in the order in which a proxy saw it.
struct Transcript {
    private enum Step {
        case client([UInt8])
        case server([UInt8])
    }

    private var steps: [Step] = []
    private let options: ScannerOptions

    init(options: ScannerOptions = ScannerOptions(shapeKey: 1)) { self.options = options }

    mutating func client(_ messages: [UInt8]...) { steps.append(.client(messages.flatMap { $0 })) }

    mutating func server(_ messages: [UInt8]...) { steps.append(.server(messages.flatMap { $0 })) }

    private struct Totals: Equatable {
        var counted: Set<Counted> = []
        var bytesIn: UInt64 = 0
        var bytesOut: UInt64 = 0
    }

    /// Checks what is counted, however the bytes are cut.
    func expect(_ expected: Counted..., sourceLocation: SourceLocation = #_sourceLocation) throws {
        try expect(all: expected, sourceLocation: sourceLocation)
    }

    func expect(all expected: [Counted], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let loop = LoopObserver(shapeKey: 1, seconds: 0)
        let whole = try run(loop, cut: .max)
        #expect(whole.counted == Set(expected), sourceLocation: sourceLocation)
        for cut in [1, 2, 3, 7] {
            let parts = try run(loop, cut: cut)
            #expect(parts == whole, "cut into pieces of \(cut)", sourceLocation: sourceLocation)
        }
    }

    private func run(_ loop: LoopObserver, cut: Int) throws -> Totals {
        var tracker = StatementTracker()
        tracker.attributes.options = options
        tracker.begin(
            DimensionSet(
                proxy: "p", client: .local, user: "u", database: "d", application: "app"), loop)
        var now: UInt64 = 1_000
        for step in steps {
            let bytes: [UInt8]
            switch step {
            case .client(let sent), .server(let sent): bytes = sent
            }
            for start in stride(from: 0, to: bytes.count, by: min(cut, max(1, bytes.count))) {
                now += 1_000
                let part = bytes[start..<min(bytes.count, cut == .max ? .max : start + cut)]
                try part.withUnsafeBytes { raw in
                    switch step {
                    case .client: try tracker.frontend(raw, now: now, loop)
                    case .server: try tracker.backend(raw, now: now, loop)
                    }
                }
            }
        }
        #expect(tracker.flight?.pending.isEmpty ?? true, "nothing waits at the end")
        tracker.finish(loop, now: now)
        tracker.end(loop)
        return totals(loop.takeBatch(seconds: 1))
    }

    private func totals(_ batch: ObservationBatch) -> Totals {
        struct Key: Hashable {
            let fingerprint: UInt64
            let sqlstate: SQLState
            let application: String
        }
        var totals = Totals()
        var sums: [Key: (calls: UInt64, rows: UInt64)] = [:]
        for row in batch.statements {
            let application = batch.dimensions[Int(row.dimensions)]?.application ?? "?"
            let key = Key(fingerprint: row.fingerprint, sqlstate: row.sqlstate, application: application)
            let sum = sums[key] ?? (0, 0)
            sums[key] = (sum.calls + row.calls, sum.rows + row.rows)
            totals.bytesIn += row.bytesIn
            totals.bytesOut += row.bytesOut
        }
        totals.counted = Set(
            sums.map {
                Counted(
                    fingerprint: $0.fingerprint, calls: $1.calls, rows: $1.rows, sqlstate: $0.sqlstate.description,
                    application: $0.application)
            })
        return totals
    }
}
