import Observations
import SQLText
import TestSupport
import Testing

@testable import Proxy

/// What a loop hands over besides counters.
@Suite struct LoopObserverTests {
    private let loop = LoopObserver(shapeKey: 1, seconds: 0)

    private func tracker(capture: CaptureLevel = .text) -> StatementTracker {
        var tracker = StatementTracker()
        tracker.attributes.options = ScannerOptions(shapeKey: 1)
        tracker.attributes.capture = capture
        tracker.begin(
            DimensionSet(proxy: "p", client: .local, user: "u", database: "d", application: "a"), loop)
        return tracker
    }

    private func execute(_ tracker: inout StatementTracker, _ sql: String) throws {
        try Frontend.query(sql).withUnsafeBytes { try tracker.frontend($0, now: 1, loop) }
        try (Backend.complete("SELECT 1") + Backend.ready()).withUnsafeBytes { try tracker.backend($0, now: 2, loop) }
    }

    private func texts() -> [String] {
        loop.takeBatch(seconds: 1).texts.map { String(decoding: $0.sql, as: UTF8.self) }
    }

    @Test func `The first texts of a fingerprint are handed over, then they are known`() throws {
        var tracker = tracker()
        for number in 0..<50 { try execute(&tracker, "select \(number); select a") }
        let found = texts()
        #expect(found.filter { $0 == "select a" }.count == 20)
        #expect(found.filter { $0 != "select a" } == (0..<20).map { "select \($0)" })
    }

    @Test func `A text that found the queue full is offered again`() throws {
        var tracker = tracker()
        let wide = String(repeating: "x", count: 60_000)
        for number in 0..<200 { try execute(&tracker, "select c\(number), '\(wide)'") }
        let first = loop.takeBatch(seconds: 1)
        #expect(first.losses.texts > 0)
        #expect(first.texts.count + Int(first.losses.texts) == 200)
        #expect(first.texts.reduce(0) { $0 + $1.sql.count } <= 8 << 20)
        try execute(&tracker, "select c199, '\(wide)'")
        #expect(loop.takeBatch(seconds: 2).texts.count == 1)
    }

    @Test func `Values of Bind are captured with their statement, in order`() throws {
        var tracker = tracker(capture: .parameters)
        let messages =
            Frontend.parse("select $1") + Frontend.bind("", ["a"]) + Frontend.execute() + Frontend.bind("", [nil])
            + Frontend.execute() + Frontend.sync
        try messages.withUnsafeBytes { try tracker.frontend($0, now: 1, loop) }
        let values = loop.takeBatch(seconds: 1).texts.compactMap(\.parameters)
        #expect(values == [[[0x61]], [nil]])
    }

    @Test func `Whoever begins to watch in a pipeline sees each text with its own statement`() throws {
        var tracker = tracker()
        func client(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try tracker.frontend($0, now: 1, loop) } }
        func server(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try tracker.backend($0, now: 2, loop) } }
        try client(Frontend.extended("select a"))
        loop.isWatched = true
        try client(Frontend.extended("select b") + Frontend.sync)
        for _ in 0..<2 { try server(Backend.parsed + Backend.bound + Backend.complete("SELECT 1")) }
        try server(Backend.ready())
        let events = loop.takeEvents().events
        #expect(events.map { $0.text.map { String(decoding: $0.sql, as: UTF8.self) } } == [nil, "select b"])
        #expect(events.map(\.fingerprint) == ["select a", "select b"].map(Counted.fingerprint))
    }

    @Test func `Events beyond the limit are counted`() throws {
        var tracker = tracker()
        loop.isWatched = true
        for _ in 0..<1_100 { try execute(&tracker, "select 1") }
        let taken = loop.takeEvents()
        #expect(taken.events.count == 1_024)
        #expect(taken.lost == 76)
        #expect(loop.takeEvents().lost == 0)
    }

    @Test func `Prepared names beyond the limit are counted, and count as unknown`() throws {
        var tracker = tracker()
        for number in 0..<5_000 {
            try (Frontend.parse("select 1", name: "s\(number)") + Frontend.sync).withUnsafeBytes {
                try tracker.frontend($0, now: 1, loop)
            }
            try (Backend.parsed + Backend.ready()).withUnsafeBytes { try tracker.backend($0, now: 2, loop) }
        }
        #expect(loop.takeBatch(seconds: 1).losses.preparedNames == 904)
    }

    @Test func `Sessions beyond the limit are counted`() {
        let record = SessionRecord(
            dimensions: .other, clientPort: 0, backendPID: 0, authentication: "", tls: "", sqlstate: .success,
            started: 0, statements: 0, bytesIn: 0, bytesOut: 0, duration: 0)
        for _ in 0..<16_400 { loop.record(record) }
        let batch = loop.takeBatch(seconds: 1)
        #expect(batch.sessions.count == 16_384)
        #expect(batch.losses.sessions == 16)
        #expect(loop.takeBatch(seconds: 2).isEmpty)
    }

    @Test func `A session holds nothing in flight when it is idle`() throws {
        var tracker = tracker()
        try execute(&tracker, "select 1")
        #expect(tracker.flight == nil)
        #expect(MemoryLayout<StatementTracker>.size < 512)
    }
}
