import Bytes
import PostgresWire

/// One statement as the bytes of a request and of its answer.
struct Exchange: Sendable {
    let request: [UInt8]
    let answer: [UInt8]

    /// What a client sends to log in, and what a server that trusts it answers.
    static let login = Exchange(
        request: startup(["user": "bench", "database": "bench"]),
        answer: message(BackendMessage.authentication, [0, 0, 0, 0]) + ready)

    static let simple = Exchange(
        request: message(FrontendMessage.query, text("SELECT abalance FROM pgbench_accounts WHERE aid = 4711;")),
        answer: rows + ready)

    static let prepared = Exchange(
        request: message(FrontendMessage.bind, text("") + text("P_0") + [0, 0, 0, 1, 0, 0, 0, 1, 0x37, 0, 0])
            + message(FrontendMessage.describe, [0x50] + text(""))
            + message(FrontendMessage.execute, text("") + [0, 0, 0, 0]) + message(FrontendMessage.sync, []),
        answer: message(BackendMessage.bindComplete, []) + rows + ready)

    private static let rows =
        message(BackendMessage.rowDescription, [0, 1] + text("abalance") + Array(repeating: 0, count: 18))
        + message(BackendMessage.dataRow, [0, 1, 0, 0, 0, 1, 0x30])
        + message(BackendMessage.commandComplete, text("SELECT 1"))
    private static let ready = message(BackendMessage.readyForQuery, [0x49])

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    private static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw([type])
        writer.big(UInt32(body.count + 4))
        writer.raw(body)
        return writer.bytes
    }

    private static func startup(_ parameters: KeyValuePairs<String, String>) -> [UInt8] {
        var writer = ByteWriter()
        writer.big(UInt32(0))
        writer.big(UInt32(0x0003_0000))
        for (name, value) in parameters {
            writer.cString(name)
            writer.cString(value)
        }
        writer.raw([0])
        writer.patchBig(UInt32(writer.bytes.count), at: 0)
        return writer.bytes
    }
}
