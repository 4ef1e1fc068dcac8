import Glibc
import Platform
import TestSupport
import Testing

@testable import Proxy

/// The first packets of a connection.
@Suite struct WireStartupTests {
    private static let login = Frontend.startup([("user", "postgres"), ("database", "postgres")])

    @Test("wire 1: one byte answers a request for encryption, and nothing more until the client goes on")
    func wire1OneByteAnswers() throws {
        let proxy = try RunningProxy()
        for request in [Frontend.sslRequest, Frontend.gssRequest] {
            let client = try RawClient(proxy.v4)
            for byte in request { try client.send([byte]) }
            #expect(try client.bytes(1) == [UInt8(ascii: "N")])
            try client.send(Self.login)
            #expect(try client.next()?.type == "R")
            #expect(try client.untilReady().last?.type == "Z")
        }
    }

    @Test(
        "wire 2: what is sent behind a request for encryption without waiting ends the connection",
        arguments: [Frontend.sslRequest, Frontend.gssRequest])
    func wire2NothingIsSlippedIn(request: [UInt8]) throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address])
        for slipped in [Self.login, [0x16], Frontend.query("select 1")] {
            let client = try RawClient(proxy.v4)
            try client.send(request + slipped)
            #expect(try client.untilEnd().sqlstate == "08P01")
        }
        // None of them reached the server: the first that does is another.
        let honest = Frontend.startup([("user", "honest")])
        let client = try RawClient(proxy.v4)
        try client.send(honest)
        #expect(try upstream.accept().startupPacket() == honest)
    }

    @Test("wire 3: either request first, each once, then the login goes on")
    func wire3EitherRequestFirst() throws {
        let proxy = try RunningProxy()
        for requests in [
            [Frontend.sslRequest], [Frontend.gssRequest], [Frontend.gssRequest, Frontend.sslRequest],
            [Frontend.sslRequest, Frontend.gssRequest],
        ] {
            let client = try RawClient(proxy.v4)
            for request in requests {
                try client.send(request)
                #expect(try client.bytes(1) == [UInt8(ascii: "N")])
            }
            try client.send(Self.login)
            #expect(try client.untilReady().last?.type == "Z")
        }
    }

    @Test(
        "wire 3: a second request of a kind ends the connection", arguments: [Frontend.sslRequest, Frontend.gssRequest]
    )
    func wire3SecondRequestOfAKind(request: [UInt8]) throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(request)
        _ = try client.bytes(1)
        try client.send(request)
        #expect(try client.untilEnd().sqlstate == "0A000")
    }

    @Test(
        "wire 6: what is no start-up packet is refused",
        arguments: [
            ([0, 0, 0, 0], "08P01"), ([0, 0, 0, 7, 0, 3, 0], "08P01"), ([0, 0, 0x27, 0x15], "08P01"),
            (Array("GET / HTTP/1.1\r\n\r\n".utf8), "08P01"), (Frontend.packet(code: 3 << 16, [0x75]), "08P01"),
        ] as [([UInt8], String)])
    func wire6NoStartupPacket(bytes: [UInt8], sqlstate: String) throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(bytes)
        #expect(try client.untilEnd().sqlstate == sqlstate)
        client.endSending()
        #expect(proxy.observed().sessions.isEmpty)
    }

    @Test("wire 6: the longest start-up packet that the server takes is taken, byte by byte")
    func wire6LongestStartupPacket() throws {
        let proxy = try RunningProxy()
        let known = Frontend.startup([("user", "postgres"), ("options", "")])
        // The server's limit of 10,000 bytes is without the length field.
        let options = "-c" + String(repeating: " ", count: 10_004 - known.count - 12) + "geqo=off  "
        let longest = Frontend.startup([("user", "postgres"), ("options", options)])
        #expect(longest.count == 10_004)
        for address in [proxy.cluster.v4, proxy.v4] {
            let client = try RawClient(address)
            for byte in longest { try client.send([byte]) }
            #expect(try client.untilReady().last?.type == "Z")
            #expect(try client.query("show geqo").first { $0.type == "D" }?.body.suffix(3) == Array("off".utf8)[...])
        }
    }

    @Test("wire 6: a session byte by byte")
    func wire6ByteByByte() throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        let login = Frontend.startup([("user", "postgres"), ("database", "postgres"), ("application_name", "")])
        for byte in login { try client.send([byte]) }
        #expect(try client.untilReady().last?.type == "Z")
        let messages =
            Frontend.query("select 1 as trickled") + Frontend.extended("select $1 as bound", ["x"]) + Frontend.sync
        for byte in messages { try client.send([byte]) }
        #expect(try client.untilReady().types == "TDCZ")
        #expect(try client.untilReady().types == "12DCZ")
        let observed = proxy.observed(openSessions: 1)
        #expect(observed.calls("select 1 as trickled") == 1)
        #expect(observed.calls("select $1 as bound") == 1)
    }

    @Test("wire 6: a client that does not go on is sent away")
    func wire6SilentClient() throws {
        let proxy = try RunningProxy(authenticationTimeout: 100_000_000)
        let silent = try RawClient(proxy.v4)
        #expect(try silent.untilEnd().isEmpty)
        for sent in [[0, 0, 0], Array(Self.login.dropLast())] {
            let halfway = try RawClient(proxy.v4)
            try halfway.send(sent)
            #expect(try halfway.untilEnd().sqlstate == "08006")
        }
        let encrypting = try RawClient(proxy.v4)
        try encrypting.send(Frontend.sslRequest)
        #expect(try encrypting.bytes(1) == [UInt8(ascii: "N")])
        #expect(try encrypting.untilEnd().allSatisfy { $0.type == "E" })
    }

    @Test("wire 6: a server that does not let its client in in time is left")
    func wire6SilentServer() throws {
        let session = try HandMadeSession(login: [], authenticationTimeout: 100_000_000)
        #expect(try session.client.untilEnd().sqlstate == "08006")
        #expect(try session.server.untilEnd().isEmpty)
    }

    @Test("wire 7: a connection without a word is no session, and the server hears nothing of it")
    func wire7HealthChecks() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address])
        for address in [proxy.v4, proxy.v6, proxy.unix] { _ = try RawClient(address) }
        try RawClient(proxy.v4).send([0, 0, 0])
        try {
            let reset = try RawClient(proxy.v4)
            reset.resetOnClose()
        }()
        #expect(wait { proxy.accepted == 5 })
        #expect(wait { proxy.sessions == 0 })
        #expect(proxy.failed == 0)
        #expect(proxy.observed().sessions.isEmpty)
        let client = try RawClient(proxy.v4)
        try client.send(Self.login)
        #expect(try upstream.accept().startupPacket() == Self.login)
    }
}
