import Platform
import TestSupport
import Testing

@testable import Proxy

/// The protocol's version, and what the server grants of it.
@Suite struct WireVersionTests {
    /// The messages up to the first Authentication message.
    private func greeting(_ address: SocketAddress, _ startup: [UInt8]) throws -> [Reply] {
        let client = try RawClient(address)
        try client.send(startup)
        return try client.until("R")
    }

    @Test(
        "wire 8: every minor version and unheard-of option gets the server's own answer",
        arguments: [0, 1, 2, 3, 9_999] as [UInt32])
    func wire8EveryMinorVersion(minor: UInt32) throws {
        for cluster in [try PostgresCluster.shared.get(), try PostgresCluster.newest.get()] {
            let proxy = try RunningProxy(upstream: [cluster.v4])
            for options in [[], [("_pq_.test_protocol_negotiation", ""), ("_pq_.other", "x")]] {
                let startup = Frontend.startup([("user", "postgres")] + options, version: 3 << 16 | minor)
                let answer = try greeting(proxy.v4, startup)
                #expect(try answer == greeting(cluster.v4, startup))
                #expect(answer.last?.body == [0, 0, 0, 0])
            }
        }
    }

    @Test("wire 8: version 3.9999 gets 3.2 from a server that has it, with each option that it does not know")
    func wire8Grease() throws {
        let proxy = try RunningProxy(upstream: [try PostgresCluster.newest.get().unix])
        let startup = Frontend.startup(
            [("user", "postgres"), ("_pq_.one", ""), ("_pq_.two", "")], version: 3 << 16 | 9_999)
        let answer = try greeting(proxy.v4, startup)
        let expected = [0, 3, 0, 2, 0, 0, 0, 2] + Frontend.zeroed("_pq_.one") + Frontend.zeroed("_pq_.two")
        #expect(answer.types == "vR")
        #expect(answer.first?.body == expected)
    }

    @Test(
        "wire 8: another major version is refused",
        arguments: [1 << 16, 2 << 16, 4 << 16, 0xffff_0000] as [UInt32])
    func wire8MajorVersion(version: UInt32) throws {
        let proxy = try RunningProxy()
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "postgres")], version: version))
        let answers = try client.untilEnd()
        #expect(answers.types == "E")
        #expect(answers.sqlstate == "0A000")
        #expect(answers.first?.field("S") == "FATAL")
    }

    @Test("wire 9: the client gets the version that its server granted, and no other")
    func wire9GrantedVersion() throws {
        for granted in [[0, 3, 0, 0], [0, 3, 0, 1], [0, 3, 0, 2]] as [[UInt8]] {
            let answer = Frontend.message("v", granted + [0, 0, 0, 1] + Frontend.zeroed("_pq_.x"))
            let startup = Frontend.startup([("user", "u"), ("_pq_.x", "")], version: 3 << 16 | 3)
            let session = try HandMadeSession(startup: startup, login: [])
            try session.server.send(answer + Backend.authenticated + Backend.ready())
            #expect(try session.client.bytes(answer.count) == answer)
            #expect(try session.client.untilReady().types == "RZ")
        }
    }

    @Test("wire 9: libpq 18 insists on protocol 3.2 and gets it, or the server's refusal")
    func wire9NewestLibpq() throws {
        for (cluster, expected) in [(PostgresCluster.newest, 0), (PostgresCluster.shared, 1)] {
            let proxy = try RunningProxy(upstream: [try cluster.get().v4])
            let connection = "host=127.0.0.1 port=\(proxy.v4.port) user=postgres dbname=postgres"
            let result = try Driver.run(
                Driver.canceling, connection + " min_protocol_version=3.2 max_protocol_version=3.2")
            #expect(result.status == expected, "\(result.errors)")
            #expect(expected == 1 || result.output == "canceled 18\n")
            #expect(expected == 0 || result.errors.contains("3.2"))
            // Without insisting it takes what there is.
            let modest = try Driver.run(Driver.canceling, connection + " max_protocol_version=latest")
            #expect(modest.output.hasPrefix("canceled"), "\(modest.errors)")
        }
    }
}
