import Platform
import TestSupport
import Testing

@testable import Proxy

/// A server whose Unix socket has no room for another connection at the moment.
@Suite struct BacklogTests {
    @Test func `A full queue of the server's socket makes a client wait, not fail`() throws {
        let folder = TemporaryFolder()
        let server = try RawServer(.unix(folder.path + "/server"), backlog: 0)
        let proxy = try RunningProxy(upstream: [server.address])
        let first = try RawClient(server.address)
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        #expect(wait { proxy.sessions == 1 })
        // Room for the second is made only now.
        try first.send([1])
        #expect(try server.accept().bytes(1) == [1])
        let session = try server.acceptLogin()
        #expect(try client.untilReady().types == "RZ")
        try session.send(Backend.notice)
        #expect(try client.next()?.type == "N")
    }

    @Test func `A queue that stays full is said after the time for connecting`() throws {
        let folder = TemporaryFolder()
        let server = try RawServer(.unix(folder.path + "/server"), backlog: 0)
        let proxy = try RunningProxy(upstream: [server.address]) { $0.connectTimeout = 50_000_000 }
        let first = try RawClient(server.address)
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "u")]))
        #expect(try client.untilEnd().sqlstate == "08006")
        try first.send([1])
    }
}
