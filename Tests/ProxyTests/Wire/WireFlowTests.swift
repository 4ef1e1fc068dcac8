import Glibc
import Platform
import TestSupport
import Testing

@testable import Proxy

/// Peers that do not read, and the sockets between them.
@Suite struct WireFlowTests {
    @Test("wire 50: a server that does not read: its answers reach the client all the same")
    func wire50ServerDoesNotRead() throws {
        let session = try HandMadeSession()
        let sent = session.client.sendWhileTaken(Frontend.query(String(repeating: " ", count: 100_000)))
        let answer = Array((0..<50_000).map { _ in Backend.notice + Backend.row("x") }.joined())
        try session.server.send(answer)
        #expect(try session.client.bytes(answer.count) == answer)
        #expect(try received(session.server, sent))
    }

    @Test("wire 50: a client that does not read: what it sends reaches the server all the same")
    func wire50ClientDoesNotRead() throws {
        let session = try HandMadeSession()
        let sent = session.server.sendWhileTaken(Backend.row(String(repeating: "x", count: 100_000)))
        let question = Array((0..<10_000).map { _ in Frontend.extended("select 1") + Frontend.sync }.joined())
        try session.client.send(question)
        #expect(try session.server.bytes(question.count) == question)
        #expect(try received(session.client, sent))
    }

    /// Whether so many bytes arrive.
    private func received(_ receiver: RawClient, _ count: Int) throws -> Bool {
        var left = count
        while left > 0, case let bytes = try receiver.bytes(min(left, 1 << 16)), !bytes.isEmpty { left -= bytes.count }
        return left == 0
    }

    @Test("wire 50: large statements and large answers both ahead, read by a client that writes meanwhile")
    func wire50LargeBothWays() throws {
        let program = """
            import sys, psycopg
            connection = psycopg.connect(sys.argv[1], autocommit=True)
            with connection.pipeline():
                cursors = [connection.execute("select %s::text", ("x" * 1000000,)) for number in range(40)]
            print(sum(len(cursor.fetchone()[0]) for cursor in cursors))
            """
        let proxy = try RunningProxy()
        let result = try Driver.run(program, "host=127.0.0.1 port=\(proxy.v4.port) user=postgres dbname=postgres")
        #expect(result.output == "40000000\n", "\(result.errors)")
        #expect(proxy.observed().calls("select $1::text") == 40)
    }

    @Test("wire 50: a reader that does not read stops nobody else")
    func wire50SlowReader() throws {
        let proxy = try RunningProxy()
        let slow = try proxy.client()
        try slow.send(Frontend.query("select repeat('x', 1000000) as wide from generate_series(1, 200)"))
        _ = try slow.until("T")
        let other = try proxy.client()
        for _ in 0..<50 { #expect(try other.query("select 1").types == "TDCZ") }
        var bytes = 0
        while let message = try slow.next(), message.type != "Z" { bytes += message.body.count }
        #expect(bytes > 200_000_000)
        #expect(
            proxy.observed(openSessions: 2).rows("select repeat('x', 1) as wide from generate_series(1, 200)") == 200)
    }

    @Test("wire 52: IPv4, IPv6 and Unix sockets on both legs")
    func wire52Families() throws {
        let cluster = try PostgresCluster.shared.get()
        for upstream in [cluster.v4, cluster.v6, cluster.unix] {
            let proxy = try RunningProxy(upstream: [upstream])
            for address in [proxy.v4, proxy.v6, proxy.unix] {
                #expect(try RawClient(address, user: "postgres").query("select 1").types == "TDCZ")
            }
            #expect(proxy.observed().clients == ["127.0.0.1", "::1", "local"])
        }
    }

    @Test("wire 52: small messages leave at once and lost peers are noticed, on both legs")
    func wire52SocketOptions() throws {
        let session = try HandMadeSession()
        let proxy = session.proxy.v4
        // This process has all four ends: the proxy's are those that the test did not open.
        var legs = 0
        for number in 3..<4_096 as Range<Int32> {
            guard let own = address(number, getsockname), let peer = address(number, getpeername) else { continue }
            let isClientLeg = own == proxy && peer != proxy
            let isServerLeg = peer == session.upstream.address
            guard isClientLeg || isServerLeg else { continue }
            legs += 1
            #expect(option(number, Int32(IPPROTO_TCP), TCP_NODELAY) != 0)
            #expect(option(number, SOL_SOCKET, SO_KEEPALIVE) != 0)
        }
        #expect(legs == 2)
    }

    private typealias Naming = (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32

    private func address(_ number: Int32, _ naming: Naming) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { naming(number, $0, &length) }
        }
        return result == 0 ? SocketAddress(storage) : nil
    }

    private func option(_ number: Int32, _ level: Int32, _ name: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, level, name, &value, &length) == 0 ? value : -1
    }
}
