import Glibc
import Platform
import TestSupport
import Testing

@testable import Proxy

/// What a server may do to a session, said by hand.
@Suite struct UpstreamTests {
    @Test func `A server that is gone while its client does not read costs no processor time`() throws {
        let path = "/tmp/keddah-upstream-\(getpid()).sock"
        defer { unlink(path) }
        let session = try HandMadeSession(upstream: .unix(path))
        // As much as all sockets on the way hold, and no more.
        session.server.limit(1)
        let result = Backend.row(String(repeating: "x", count: 24 << 20))
        #expect(throws: SystemError.self) { try session.server.send(result) }
        session.closeServer()
        let before = session.proxy.processorTime
        wait(seconds: 0.3) { false }
        #expect(session.proxy.processorTime - before < 100_000_000)
        var received = 0
        while case let bytes = try session.client.bytes(1 << 16), !bytes.isEmpty { received += bytes.count }
        #expect(received > 1 << 18)
        #expect(wait { session.proxy.sessions == 0 })
    }
}
