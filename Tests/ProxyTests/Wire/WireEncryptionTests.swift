import Observations
import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// How TLS begins and ends.
@Suite struct WireEncryptionTests {
    private static let login = Frontend.startup([("user", "postgres"), ("database", "postgres")])

    private func proxy(timeout: UInt64 = 60_000_000_000) throws -> RunningProxy {
        let cluster = try PostgresCluster.shared.get()
        return try RunningProxy(upstream: [cluster.v4], authenticationTimeout: timeout) { try $0.encryptBothLegs() }
    }

    @Test("wire 1: where there is TLS one byte says so, whatever was asked before, and none on a Unix socket")
    func wire1Agreement() throws {
        let proxy = try proxy()
        for requests in [[Frontend.sslRequest], [Frontend.gssRequest, Frontend.sslRequest]] {
            let client = try RawClient(proxy.v4)
            for request in requests {
                for byte in request { try client.send([byte]) }
                #expect(try client.bytes(1) == [UInt8(ascii: request == Frontend.sslRequest ? "S" : "N")])
            }
            // Nothing stands between that byte and the server's part of the handshake.
            try client.startTLS(.client(.none))
            try client.send(Self.login)
            #expect(try client.untilReady().last?.type == "Z")
        }
        let local = try RawClient(proxy.unix)
        #expect(try local.askForTLS() == UInt8(ascii: "N"))
        try local.send(Self.login)
        #expect(try local.untilReady().last?.type == "Z")
    }

    @Test("wire 2: a request for TLS with its handshake, or anything else, right behind it is refused")
    func wire2NothingBehindTheRequest() throws {
        let proxy = try proxy()
        for slipped in [[0x16], [0x16, 3, 1, 0, 5], Self.login] as [[UInt8]] {
            let client = try RawClient(proxy.v4)
            try client.send(Frontend.sslRequest + slipped)
            #expect(try client.untilEnd().sqlstate == "08P01")
        }
    }

    @Test("wire 2: after the agreement nothing in the clear is taken, neither from a client nor from a server")
    func wire2NothingInTheClear() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address]) { try $0.encryptBothLegs() }
        let client = try RawClient(proxy.v4)
        _ = try client.askForTLS()
        try client.send(Self.login)
        // An alert of TLS, or nothing.
        #expect(try [nil, 0x15].contains(client.bytes(1_000).first))
        let encrypted = try RawClient(proxy.v4)
        try encrypted.negotiateTLS()
        try encrypted.send(Self.login)
        let server = try upstream.accept()
        #expect(try server.startupPacket() == Frontend.sslRequest)
        try server.send([UInt8(ascii: "S")] + Backend.authenticated + Backend.ready())
        let answers = try encrypted.untilEnd()
        #expect(answers.types == "E")
        #expect(answers.sqlstate == "08006")
    }

    @Test("wire 4: a client may begin with TLS; libpq 18 does so")
    func wire4DirectTLS() throws {
        let proxy = try proxy()
        let client = try RawClient(proxy.v4)
        try client.startTLS(.client(.none))
        try client.send(Self.login)
        #expect(try client.untilReady().last?.type == "Z")
        #expect(try client.query("select 1").types == "TDCZ")
        let program = "import sys, psycopg; print(psycopg.connect(sys.argv[1]).execute('select 42').fetchone()[0])"
        let result = try Driver.run(
            program,
            "host=127.0.0.1 port=\(proxy.v4.port) user=postgres dbname=postgres sslmode=require sslnegotiation=direct")
        #expect(result.output == "42\n", "\(result.errors)")
    }

    /// Begins with TLS, offers a protocol by ALPN or none, and sends every byte of its own.
    private static let directTLS = """
        import socket, ssl, sys
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if sys.argv[2]: context.set_alpn_protocols(sys.argv[2].split(","))
        connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing)
        def run(step):
            while True:
                try: return step()
                except ssl.SSLWantReadError: pass
                finally:
                    for byte in outgoing.read(): connection.sendall(bytes([byte]))
                received = connection.recv(65536)
                if received: incoming.write(received)
                else: incoming.write_eof()
        try:
            run(tls.do_handshake)
            run(lambda: tls.write(b"\\0\\0\\0\\x17\\0\\3\\0\\0user\\0postgres\\0\\0"))
            print(run(lambda: tls.read(1)))
        except (ssl.SSLError, OSError): print("refused")
        """

    @Test(
        "wire 4: beginning with TLS takes the protocol's name (ALPN), be it byte by byte",
        arguments: [("postgresql", true), ("http/1.1,postgresql", true), ("http/1.1", false), ("", false)])
    func wire4ProtocolName(names: String, isLetIn: Bool) throws {
        let proxy = try proxy()
        let result = try Driver.run(Self.directTLS, "\(proxy.v4.port)", names)
        let expected = isLetIn ? ["b'R'\n"] : ["refused\n", "b''\n"]
        #expect(expected.contains(result.output), "\(result.output)\(result.errors)")
    }

    @Test("wire 4: a proxy without a certificate refuses a client that begins with TLS")
    func wire4NoCertificate() throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send([0x16, 3, 1, 2, 0, 1])
        #expect(try client.untilEnd().sqlstate == "08P01")
    }

    @Test("wire 5: a request for TLS within TLS is answered no once after a direct beginning, and refused otherwise")
    func wire5WithinTLS() throws {
        let proxy = try proxy()
        for isDirect in [true, false] {
            let client = try RawClient(proxy.v4)
            if isDirect { try client.startTLS(.client(.none)) } else { try client.negotiateTLS() }
            if isDirect { #expect(try client.askForTLS() == UInt8(ascii: "N")) }
            try client.send(Frontend.sslRequest)
            #expect(try client.untilEnd().sqlstate == "0A000")
        }
        let client = try RawClient(proxy.v4)
        try client.startTLS(.client(.none))
        _ = try client.askForTLS()
        try client.send(Self.login)
        #expect(try client.untilReady().last?.type == "Z")
    }

    @Test("wire 6: a client that stops in the handshake is sent away")
    func wire6HandshakeTimeout() throws {
        let proxy = try proxy(timeout: 100_000_000)
        for hello in [[], [0x16, 3, 1, 2, 0]] as [[UInt8]] {
            let client = try RawClient(proxy.v4)
            #expect(try client.askForTLS() == UInt8(ascii: "S"))
            try client.send(hello)
            #expect(try client.bytes(1).isEmpty)
        }
        let direct = try RawClient(proxy.v4)
        try direct.send([0x16])
        #expect(try direct.bytes(1).isEmpty)
        #expect(wait { proxy.sessions == 0 })
    }

    @Test("wire 12: each side of an ended session is told by close_notify")
    func wire12Notified() throws {
        let session = try HandMadeSession(isEncrypted: true)
        try session.client.send(Frontend.terminate)
        #expect(try session.server.next()?.type == "X")
        session.closeServer()
        #expect(try session.client.untilEnd().isEmpty)
        #expect(session.client.wasNotified)
        #expect(session.observedAtTheEnd().sessions.map(\.sqlstate) == [.success])
    }

    @Test("wire 12: a client that ends without close_notify has just ended, and its server is told in order")
    func wire12ClientEnds() throws {
        let session = try HandMadeSession(isEncrypted: true)
        session.client.endSending()
        #expect(try session.server.untilEnd().isEmpty)
        #expect(session.server.wasNotified)
        session.closeServer()
        #expect(session.observedAtTheEnd().sessions.map(\.sqlstate) == [.success])
    }

    @Test("wire 12: a server that ends without close_notify has just ended, and its client is told in words")
    func wire12ServerEnds() throws {
        let session = try HandMadeSession(isEncrypted: true)
        session.closeServer()
        #expect(try session.client.untilEnd().sqlstate == "08006")
        #expect(session.client.wasNotified)
    }

    @Test("wire 3: within TLS a request for GSSAPI encryption is answered as PostgreSQL answers it")
    func wire3WithinTLS() throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [cluster.v4]) { try $0.encryptBothLegs() }
        let answers = try [cluster.v4, proxy.v4].map { address in
            let client = try RawClient(address)
            try client.negotiateTLS()
            try client.send(Frontend.gssRequest)
            return try client.bytes(1)
        }
        #expect(answers[0] == answers[1])
    }

    @Test(
        "wire 2: a server's error in place of its agreement to TLS brings nothing in the clear, where TLS is required")
    func wire2ErrorForTLS() throws {
        let upstream = try RawServer()
        let proxy = try RunningProxy(upstream: [upstream.address]) { try $0.encryptBothLegs() }
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        let server = try upstream.accept()
        #expect(try server.startupPacket() == Frontend.sslRequest)
        try server.send(Backend.error("53300", severity: "FATAL"))
        server.limit(2)
        // The connection ends, with what was not read reset or in order.
        let received = try? server.bytes(1)
        #expect(received ?? [] == [])
        #expect(try client.next()?.type == "E")
    }
}
