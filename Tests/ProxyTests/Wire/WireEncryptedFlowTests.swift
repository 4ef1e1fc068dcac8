import Glibc
import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// What TLS adds to the bytes of a session: records, tickets, changes of keys.
@Suite struct WireEncryptedFlowTests {
    private func proxy() throws -> RunningProxy {
        let cluster = try PostgresCluster.shared.get()
        return try RunningProxy(upstream: [cluster.v4]) { try $0.encryptBothLegs() }
    }

    @Test("wire 13: many messages in one record and records in one segment: none waits for the next read")
    func wire13Records() throws {
        let session = try HandMadeSession(isEncrypted: true)
        let question = Array((0..<300).map { _ in Frontend.extended("select 1") + Frontend.sync }.joined())
        let answer = Array(
            (0..<300).map { _ in Backend.row("x") + Backend.complete("SELECT 1") + Backend.ready() }.joined())
        for size in [answer.count, 1, 37, 16_384, 40_000] {
            try pass(question, from: session.client, to: session.server, size)
            try pass(answer, from: session.server, to: session.client, size)
        }
    }

    /// Sends bytes in records of a size; those of a kilobyte and less leave together.
    private func pass(_ bytes: [UInt8], from sender: RawClient, to receiver: RawClient, _ size: Int) throws {
        for start in stride(from: 0, to: min(bytes.count, size * 500), by: size) {
            try sender.send(Array(bytes[start..<min(bytes.count, start + size)]))
        }
        let sent = min(bytes.count, (min(bytes.count, size * 500) + size - 1) / size * size)
        if sent < bytes.count { try sender.send(Array(bytes[sent...])) }
        #expect(try receiver.bytes(bytes.count) == bytes)
    }

    @Test("wire 13: large statements and large answers both ahead, with TLS on both legs")
    func wire13LargeBothWays() throws {
        let program = """
            import sys, psycopg
            connection = psycopg.connect(sys.argv[1], autocommit=True)
            with connection.pipeline():
                cursors = [connection.execute("select %s::text", ("x" * 1000000,)) for number in range(20)]
            print(sum(len(cursor.fetchone()[0]) for cursor in cursors))
            """
        let proxy = try proxy()
        let target = "host=127.0.0.1 port=\(proxy.v4.port) user=postgres dbname=postgres sslmode=require"
        let result = try Driver.run(program, target)
        #expect(result.output == "20000000\n", "\(result.errors)")
    }

    @Test("wire 13: a server's session tickets come with its first bytes and hold nothing up")
    func wire13Tickets() throws {
        let identity = try Certificates.shared.get().server
        let program = """
            import socket, ssl, sys
            listener = socket.create_server(("127.0.0.1", 0))
            print(listener.getsockname()[1], flush=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.num_tickets = 10
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            plain = listener.accept()[0]
            plain.recv(8)
            plain.sendall(b"S")
            with context.wrap_socket(plain, server_side=True) as server:
                server.recv(1000)
                server.sendall(b"R\\0\\0\\0\\x08\\0\\0\\0\\0Z\\0\\0\\0\\5I")
                while server.recv(1000): server.sendall(b"Z\\0\\0\\0\\5I")
            """
        let server = try Driver.start(program, identity.certificate, identity.key)
        var port: UInt16?
        wait {
            port = UInt16(server.output.prefix { $0.isNumber })
            return server.output.contains("\n")
        }
        let address = SocketAddress.v4(0x7f00_0001, port: try #require(port))
        let proxy = try RunningProxy(upstream: [address]) { try $0.encryptBothLegs() }
        let client = try RawClient(proxy.v4)
        try client.negotiateTLS()
        try client.send(Frontend.startup([("user", "u")]))
        #expect(try client.untilReady().types == "RZ")
        for _ in 0..<3 { #expect(try client.query("select 1").types == "Z") }
        try client.send(Frontend.terminate)
    }

    @Test("wire 13: a client changes its keys while it waits for a result and afterwards")
    func wire13KeyUpdate() throws {
        let proxy = try proxy()
        // Lines that begin with K are commands of s_client: change the keys, and have the other side do so too.
        let client = try ChildProcess([
            "openssl", "s_client", "-starttls", "postgres", "-connect", "127.0.0.1:\(proxy.v4.port)",
        ])
        client.write(text(Frontend.startup([("user", "postgres"), ("application_name", "keys")])))
        #expect(wait { client.output.contains("server_version") })
        let holder = try RawClient(proxy.cluster.v4, user: "postgres")
        let waiting = "select wait_event from pg_stat_activity where application_name = 'keys'"
        for round in 0..<3 {
            client.write("K\n")
            #expect(wait { client.errors.components("KEYUPDATE") == 2 * round + 1 })
            try holder.query("select pg_advisory_lock(1344)")
            let select = "select pg_advisory_xact_lock(1344), repeat('x', 2000000), 'round \(round)'"
            client.write(text(Frontend.extended(select) + Frontend.sync))
            #expect(try wait { try proxy.cluster.sql(waiting) == "advisory" })
            client.write("K\n")
            #expect(wait { client.errors.components("KEYUPDATE") == 2 * round + 2 })
            try holder.query("select pg_advisory_unlock(1344)")
            #expect(wait { client.output.contains("round \(round)") })
        }
        client.closeInput()
    }

    @Test("wire 51: TLS that ends right behind a statement, after the login and with it", arguments: [false, true])
    func wire51Encrypted(isEarly: Bool) throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [cluster.v4]) { try $0.encryptBothLegs() }
        for address in [cluster.v4, proxy.v4] {
            let client = try RawClient(address)
            try client.negotiateTLS()
            let login = Frontend.startup([("user", "postgres")])
            if !isEarly {
                try client.send(login)
                _ = try client.untilReady()
            }
            // All of it leaves at once.
            let last = (isEarly ? login : []) + Frontend.query("select 1")
            _ = last.withUnsafeBytes { client.tls?.write($0) }
            client.tls?.endSending()
            try client.send([])
            if isEarly { _ = try client.untilReady() }
            #expect(try client.untilReady().types == "TDCZ")
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension String {
    /// How often a word stands in it.
    fileprivate func components(_ word: String) -> Int { split(separator: word).count - 1 }
}
