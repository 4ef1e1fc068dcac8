import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// Where messages begin and end.
@Suite struct WireFramingTests {
    @Test("wire 27: a message of an unknown type goes to the server, which refuses it")
    func wire27UnknownFrontendMessage() throws {
        let proxy = try RunningProxy()
        for type in ["y", "p", "\0", "\u{7f}"] as [Character] {
            let answers = try proxy.answers(Frontend.message(type, [1, 2, 3]) + Frontend.query("select 1"))
            #expect(answers.types == "E")
            #expect(answers.sqlstate == "08P01")
        }
    }

    @Test("wire 27: messages of unknown types from the server are passed on, and what follows is understood")
    func wire27UnknownBackendMessage() throws {
        let session = try HandMadeSession()
        let unknown = Frontend.message("~", [1, 2, 3]) + Frontend.message("\u{1}") + Frontend.message("q", [0])
        try session.client.send(Frontend.query("select 1 as known"))
        _ = try session.server.next()
        try session.server.send(unknown + Backend.complete("SELECT 1") + unknown + Backend.ready())
        #expect(try session.client.untilReady().types == "~\u{1}qC~\u{1}qZ")
        #expect(session.proxy.observed(openSessions: 1).calls("select 1 as known") == 1)
    }

    @Test("wire 27: lengths that no message has end the session")
    func wire27Lengths() throws {
        let proxy = try RunningProxy()
        for length in [0, 3, 0x4000_0000, 0x7fff_ffff, 0x8000_0000, .max] as [UInt32] {
            let client = try proxy.client()
            try client.send([UInt8(ascii: "Q")] + Frontend.number(length))
            let answers = try client.untilEnd()
            #expect(answers.sqlstate == "08P01")
        }
        #expect(try proxy.client().query("select 1").types == "TDCZ")
    }

    @Test("wire 27: a server that breaks the protocol is left, and the client told")
    func wire27BrokenServer() throws {
        let session = try HandMadeSession()
        try session.server.send([UInt8(ascii: "D"), 0, 0, 0, 1])
        _ = try session.client.bytes(5)
        #expect(try session.client.untilEnd().sqlstate == "08P01")
    }

    @Test("wire 28: messages split at every byte, in both directions")
    func wire28EverySplit() throws {
        let session = try HandMadeSession()
        // Lengths of more than one byte too.
        let long = String(repeating: " ", count: 300)
        let question =
            Frontend.query("select 1 as split" + long) + Frontend.parse("select $1 as parted", name: "s")
            + Frontend.bind("s", ["value"]) + Frontend.execute() + Frontend.sync
        let answer =
            Backend.rowDescription + Backend.row(long) + Backend.complete("SELECT 1") + Backend.ready() + Backend.parsed
            + Backend.bound + Backend.notice + Backend.row("value") + Backend.complete("SELECT 1") + Backend.ready()
        var rounds: UInt64 = 0
        for cut in 0...max(question.count, answer.count) {
            try pass(question, cut, from: session.client, to: session.server)
            try pass(answer, cut, from: session.server, to: session.client)
            rounds += 1
        }
        let observed = session.proxy.observed(openSessions: 1)
        #expect(observed.calls("select 1 as split") == rounds)
        #expect(observed.calls("select $1 as parted") == rounds)
        #expect(observed.rows("select $1 as parted") == rounds)
    }

    /// Sends bytes in two parts, the second when the first has arrived.
    private func pass(_ bytes: [UInt8], _ cut: Int, from sender: RawClient, to receiver: RawClient) throws {
        let cut = min(cut, bytes.count)
        for part in [bytes[..<cut], bytes[cut...]] {
            try sender.send(Array(part))
            #expect(try receiver.bytes(part.count) == Array(part))
        }
    }

    @Test("wire 28: thousands of messages in one write")
    func wire28ManyAtOnce() throws {
        let session = try HandMadeSession()
        let question = Array((0..<2_000).map { _ in Frontend.query("select 1 as many") }.joined())
        try session.client.send(question)
        #expect(try session.server.bytes(question.count) == question)
        let answer = Array((0..<2_000).map { _ in Backend.complete("SELECT 3") + Backend.ready() }.joined())
        try session.server.send(answer)
        #expect(try session.client.bytes(answer.count) == answer)
        let observed = session.proxy.observed(openSessions: 1)
        #expect(observed.calls("select 1 as many") == 2_000)
        #expect(observed.rows("select 1 as many") == 6_000)
    }

    @Test("wire 29: a statement of 64 MB passes, and its length is known")
    func wire29LongStatement() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        let text = "select length('" + String(repeating: "x", count: 64 << 20) + "') as long"
        #expect(try client.query(text).rows == [["\(64 << 20)"]])
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select length('x') as long") == 1)
        #expect(observed.texts.allSatisfy { $0.sql.count <= 65_536 })
        #expect(observed.texts.contains { $0.length == text.utf8.count })
    }
}
