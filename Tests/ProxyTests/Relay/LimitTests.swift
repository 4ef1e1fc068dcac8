import TestSupport
import Testing

@testable import Proxy

/// How many sessions there may be.
@Suite struct LimitTests {
    private func refusal(_ proxy: RunningProxy, user: String = "postgres") throws -> String? {
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", user), ("database", "postgres")]))
        return try client.untilReady().sqlstate
    }

    @Test func `So many clients of an address`() throws {
        let proxy = try RunningProxy { $0.maxClientsPerAddress = 2 }
        var clients = [try proxy.client(), try proxy.client()]
        #expect(try refusal(proxy) == "53300")
        // Another address has room of its own.
        #expect(try RawClient(proxy.v6, user: "postgres").query("select 1").last?.type == "Z")
        clients.removeLast()
        #expect(wait { (try? refusal(proxy)) == .some(nil) })
    }

    @Test func `So many sessions of a user who was let in`() throws {
        let proxy = try RunningProxy { $0.maxClientsPerUser = 1 }
        try proxy.cluster.sql("drop role if exists crowd; create role crowd login")
        let first = try proxy.client(user: "crowd")
        #expect(try refusal(proxy, user: "crowd") == "53300")
        #expect(try refusal(proxy) == nil)
        #expect(try first.query("select 1").last?.type == "Z")
    }
}
