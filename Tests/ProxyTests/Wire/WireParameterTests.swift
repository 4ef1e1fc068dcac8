import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// The parameters of the start-up packet, and what a server says before it lets anybody in.
@Suite struct WireParameterTests {
    @Test("wire 10: the start-up packet arrives as it was sent")
    func wire10ByteExact() throws {
        let latin = "\u{1}\u{2}"
        var packet = Frontend.startup(
            [
                ("user", latin), ("application_name", ""), (latin, latin),
                ("options", #"-c a=b\ c\\ --d=e  -cf=ü"#), ("replication", ""), ("user", "again"),
                ("_pq_.grease", "1"),
            ], version: 3 << 16 | 2)
        // Bytes that are no UTF-8.
        packet = packet.map { $0 == 1 ? 0xe9 : $0 == 2 ? 0xff : $0 }
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address])
        let client = try RawClient(proxy.v4)
        try client.send(packet)
        #expect(try upstream.accept().startupPacket() == packet)
    }

    @Test("wire 10: options with escapes mean to the server what they mean without a proxy")
    func wire10Options() throws {
        let proxy = try RunningProxy()
        for (options, setting, expected) in [
            (#"-c wire.tap=a\ b\\c"#, "wire.tap", #"a b\c"#), ("--geqo=off", "geqo", "off"),
            ("-cwork_mem=3MB -c  geqo=on", "work_mem", "3MB"), ("", "application_name", ""),
        ] {
            for address in [proxy.v4, proxy.cluster.v4] {
                let client = try RawClient(address)
                try client.send(
                    Frontend.startup([("user", "postgres"), ("application_name", ""), ("options", options)]))
                _ = try client.untilReady()
                let row = try client.query("select current_setting('\(setting)')").first { $0.type == "D" }
                #expect(row?.body.dropFirst(6) == Array(expected.utf8)[...])
            }
        }
    }

    @Test("wire 10: replication=database makes a walsender that takes SQL too")
    func wire10Replication() throws {
        let proxy = try RunningProxy()
        for (value, database) in [("database", "postgres"), ("1", nil)] {
            let client = try RawClient(proxy.v4)
            try client.send(
                Frontend.startup([("user", "postgres"), ("database", "postgres"), ("replication", value)]))
            #expect(try client.untilReady().last?.type == "Z")
            let row = try client.query("IDENTIFY_SYSTEM").first { $0.type == "D" }
            let hasDatabase = row.map { String(decoding: $0.body, as: UTF8.self).contains("postgres") }
            #expect(hasDatabase == (database != nil))
        }
    }

    @Test(
        "wire 11: an error before the login is relayed byte for byte, then the end",
        arguments: ["53300", "57P03", "28000", "3D000", "08P01"])
    func wire11EarlyErrors(sqlstate: String) throws {
        let session = try HandMadeSession(login: [])
        let error = Backend.error(sqlstate, severity: "FATAL")
        try session.server.send(error)
        session.closeServer()
        #expect(try session.client.bytes(1_000) == error)
        #expect(session.observedAtTheEnd().sessions.map(\.sqlstate.description) == [sqlstate])
    }

    @Test("wire 11: a server that cannot start a process says so in the form of protocol 2")
    func wire11OldForm() throws {
        let session = try HandMadeSession(login: [])
        let error = Array("Ecould not fork new process for connection: Cannot allocate memory\n\0".utf8)
        try session.server.send(error)
        session.closeServer()
        #expect(try session.client.bytes(error.count) == error)
        _ = session.observedAtTheEnd()
    }
}
