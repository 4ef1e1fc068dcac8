import Glibc
import Observations
import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// TLS on either leg and on both.
@Suite struct EncryptionTests {
    private let certificates = Result { try Certificates.shared.get() }

    /// A proxy with TLS towards its clients and, unless `upstream` says otherwise, towards the server.
    private func proxy(
        required: Bool = false, identity: TLSContext.Identity? = nil, upstream: TLSContext? = nil,
        plainUpstream: Bool = false, adjust: (inout ProxyOptions) throws -> Void = { _ in }
    ) throws -> RunningProxy {
        let certificates = try certificates.get()
        let cluster = try PostgresCluster.shared.get()
        return try RunningProxy(upstream: [plainUpstream ? cluster.unix : cluster.v4]) { options in
            options.clientTLS = ClientTLS(
                try .server(identity ?? certificates.proxy, clientAuthority: certificates.authority),
                isRequired: required)
            if !plainUpstream {
                let context = try upstream ?? .client(.full, authority: certificates.authority)
                options.upstreamTLS = UpstreamTLS(context, host: "127.0.0.1", isRequired: true)
            }
            try adjust(&options)
        }
    }

    private func verifying() throws -> TLSContext { try .client(.full, authority: certificates.get().authority) }

    @Test func `Both legs are encrypted, and the record says so`() throws {
        let proxy = try proxy()
        try {
            let client = try RawClient(proxy.v4)
            #expect(try client.askForTLS() == UInt8(ascii: "S"))
            try client.startTLS(verifying(), host: "localhost")
            try client.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
            #expect(try client.untilReady().sqlstate == nil)
            let answer = try client.query("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")
            #expect(answer.first { $0.type == "D" }?.body.suffix(7) == Array("TLSv1.3".utf8)[...])
            try client.send(Frontend.message("X"))
            #expect(try client.untilEnd().isEmpty)
            #expect(client.wasNotified)
        }()
        let sessions = proxy.observed().sessions
        #expect(sessions.map(\.tls) == ["TLSv1.3 sni=localhost"])
    }

    @Test func `Large results and large statements pass through TLS on both legs`() throws {
        let proxy = try proxy()
        let client = try RawClient(proxy.v4)
        _ = try client.askForTLS()
        try client.startTLS(verifying(), host: "localhost")
        try client.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
        _ = try client.untilReady()
        let length = 3_000_000
        let answer = try client.query(
            "select repeat('x', \(length)), length('\(String(repeating: "y", count: length))')")
        #expect(answer.first { $0.type == "D" }?.body.count == 2 + 4 + length + 4 + 7)
    }

    @Test func `A server that answers the request for TLS with an error gets nothing when TLS is required`() throws {
        for isRequired in [true, false] {
            let upstream = try RawServer()
            let proxy = try RunningProxy(upstream: [upstream.address]) {
                $0.upstreamTLS = UpstreamTLS(try .client(.none), host: nil, isRequired: isRequired)
            }
            let client = try RawClient(proxy.v4)
            try client.send(Frontend.startup([("user", "postgres")]))
            let server = try upstream.accept()
            #expect(try server.startupPacket() == Frontend.sslRequest)
            try server.send(Backend.error("53300", severity: "FATAL"))
            #expect(try client.untilEnd().sqlstate == (isRequired ? "08006" : "53300"))
            // The end, or a reset because the error was not read.
            #expect((try? server.untilEnd())?.isEmpty ?? true)
        }
    }

    @Test func `What a client asks for by SNI cannot look like a certificate's name`() throws {
        let proxy = try proxy()
        try {
            let client = try RawClient(proxy.v4)
            _ = try client.askForTLS()
            try client.startTLS(.client(.none), host: "db cn=alice")
            try client.send(Frontend.startup([("user", "postgres"), ("database", "postgres")]))
            _ = try client.untilReady()
        }()
        #expect(proxy.observed().sessions.map(\.tls) == ["TLSv1.3 sni=db_cn_alice"])
    }

    @Test func `psql connects in every mode of TLS`() throws {
        let certificates = try certificates.get()
        let proxy = try proxy()
        for mode in ["disable", "prefer", "require", "verify-ca", "verify-full"] {
            let result = try psql(proxy, "sslmode=\(mode) sslrootcert=\(certificates.authority)", user: "postgres")
            #expect(result == (mode == "disable" ? "42" : "TLS 42"), "\(mode)")
        }
    }

    /// What `select 42` answers, with the word TLS before it when psql says that its connection is encrypted.
    private func psql(_ proxy: RunningProxy, _ parameters: String, user: String) throws -> String {
        let target = "host=localhost hostaddr=127.0.0.1 port=\(proxy.v4.port) user=\(user) dbname=postgres"
        let result = try ChildProcess.run(
            ["psql", "-X", "-A", "-t", "\(target) \(parameters)", "-c", "\\conninfo", "-c", "select 42"],
            environment: ["PGPASSWORD": "secret"])
        let isEncrypted = result.output.contains("SSL connection")
        return (isEncrypted ? "TLS " : "") + (result.output.split(separator: "\n").last ?? "") + result.errors
    }
}
