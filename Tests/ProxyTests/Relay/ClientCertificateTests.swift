import Observations
import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// Certificates of clients, and of the proxy itself as a client.
@Suite struct ClientCertificateTests {
    private func proxy(asksClients: Bool = true, allowsTrust: Bool = false) throws -> RunningProxy {
        let certificates = try Certificates.shared.get()
        let cluster = try PostgresCluster.shared.get()
        return try RunningProxy(upstream: [cluster.v4]) { options in
            let authority = asksClients ? certificates.authority : nil
            options.clientTLS = ClientTLS(try .server(certificates.proxy, clientAuthority: authority))
            options.upstreamTLS = UpstreamTLS(
                try .client(.full, authority: certificates.authority, identity: certificates.client),
                host: "127.0.0.1", isRequired: true, showsCertificate: true)
            options.allowsTrust = allowsTrust
        }
    }

    /// What a client gets that logs in with a certificate or without one.
    private func login(_ proxy: RunningProxy, _ user: String, _ identity: TLSContext.Identity?) throws -> [Reply] {
        let client = try RawClient(proxy.v4)
        _ = try client.askForTLS()
        try client.startTLS(.client(.none, identity: identity))
        try client.send(Frontend.startup([("user", user), ("database", "postgres")]))
        let answers = try client.untilReady()
        try client.send(Frontend.message("X"))
        return answers
    }

    @Test func `A client's certificate is recorded, and stands for it where the server takes the proxy's`() throws {
        let certificates = try Certificates.shared.get()
        let proxy = try proxy()
        #expect(try login(proxy, "certified", certificates.client).sqlstate == nil)
        let refusal = try login(proxy, "certified", nil)
        #expect(refusal.sqlstate == "28000")
        #expect(refusal.last?.field("D") == "The server was content with the proxy's own certificate.")
        // Others than the one it was issued to are not let in with it.
        #expect(try login(proxy, "postgres", certificates.client).sqlstate == "28000")
        let sessions = proxy.observed().sessions
        #expect(sessions.map(\.tls) == ["TLSv1.3 cn=certified", "TLSv1.3", "TLSv1.3 cn=certified"])
        #expect(sessions.map(\.sqlstate.description) == ["00000", "28000", "28000"])
    }

    @Test func `allow_trust lets in whom the server lets in`() throws {
        #expect(try login(proxy(asksClients: false, allowsTrust: true), "certified", nil).sqlstate == nil)
    }

    @Test func `A certificate of a stranger ends the handshake`() throws {
        let certificates = try Certificates.shared.get()
        let proxy = try proxy()
        #expect(throws: (any Error).self) { try login(proxy, "certified", certificates.stranger) }
    }

    @Test func `A server whose certificate is wrong is not spoken to`() throws {
        let certificates = try Certificates.shared.get()
        let cluster = try PostgresCluster.shared.get()
        for (context, host) in [
            (try TLSContext.client(.full, authority: certificates.authority), "other.example"),
            (try TLSContext.client(.authority, authority: certificates.stranger.certificate), "localhost"),
        ] {
            let proxy = try RunningProxy(upstream: [cluster.v4]) {
                $0.upstreamTLS = UpstreamTLS(context, host: host, isRequired: true)
            }
            let client = try RawClient(proxy.v4)
            try client.send(Frontend.startup([("user", "postgres")]))
            let refusal = try client.untilEnd()
            #expect(refusal.sqlstate == "08006")
            #expect(refusal.message?.contains("the certificate was refused") == true)
        }
    }

    @Test func `Without a certificate of its own the proxy passes on the server's refusal`() throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try RunningProxy(upstream: [cluster.v4]) {
            $0.upstreamTLS = UpstreamTLS(try .client(.none), host: nil, isRequired: true)
        }
        let client = try RawClient(proxy.v4)
        try client.send(Frontend.startup([("user", "certified"), ("database", "postgres")]))
        let refusal = try client.untilEnd()
        #expect(refusal.sqlstate == "28000")
        #expect(refusal.message == "connection requires a valid client certificate")
    }
}
