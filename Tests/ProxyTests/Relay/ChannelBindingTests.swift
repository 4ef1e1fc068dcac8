import Authentication
import Observations
import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// SCRAM with and without channel binding, in every cell of encrypted and plain legs, with psql.
@Suite struct ChannelBindingTests {
    private enum Certificate { case none, servers, own }

    private func proxy(
        client: Certificate, server: Certificate, terminates: Bool = false
    ) throws -> RunningProxy {
        let certificates = try Certificates.shared.get()
        let cluster = try PostgresCluster.shared.get()
        return try RunningProxy(upstream: [cluster.v4]) { options in
            if client != .none {
                let identity = client == .servers ? certificates.server : certificates.proxy
                options.clientTLS = ClientTLS(try .server(identity))
            }
            if server != .none {
                options.upstreamTLS = UpstreamTLS(try .client(.none), host: nil, isRequired: true)
            }
            if terminates {
                options.scram = ScramTermination(secret: [1, 2, 3]) { user, found in
                    let text = try? cluster.sql("select rolpassword from pg_authid where rolname = '\(user)'")
                    found(text.flatMap { try? ScramVerifier($0) }.map { StoredSecret(verifier: $0) })
                }
            }
        }
    }

    /// `in` when the user is let in, else psql's error.
    private func login(
        _ proxy: RunningProxy, tls: Bool, binding: String, user: String = "scram", password: String = "secret"
    ) throws -> String {
        let result = try ChildProcess.run(
            [
                "psql", "-X", "-A", "-t",
                "host=127.0.0.1 port=\(proxy.v4.port) user=\(user) dbname=postgres "
                    + "sslmode=\(tls ? "require" : "disable") channel_binding=\(binding)",
                "-c", "select 'in'",
            ], environment: ["PGPASSWORD": password])
        return result.status == 0 ? result.output.filter { $0 != "\n" } : result.errors
    }

    @Test func `wire 15: with a plain client the offer loses channel binding, and without TLS there is none`() throws {
        for server in [Certificate.none, .own] {
            let proxy = try proxy(client: .none, server: server)
            for binding in ["disable", "prefer"] {
                #expect(try login(proxy, tls: false, binding: binding) == "in", "\(server) \(binding)")
            }
            #expect(try login(proxy, tls: false, binding: "require").contains("channel binding"))
            #expect(try login(proxy, tls: false, binding: "prefer", password: "wrong").contains("password auth"))
        }
    }

    @Test func `wire 15: a plain server is nothing to bind to, as PostgreSQL without TLS`() throws {
        let proxy = try proxy(client: .own, server: .none)
        for binding in ["disable", "prefer"] {
            #expect(try login(proxy, tls: true, binding: binding) == "in", "\(binding)")
        }
        #expect(try login(proxy, tls: true, binding: "require").contains("channel binding is required"))
    }

    @Test func `wire 16 and 18: with the server's own certificate channel binding passes`() throws {
        let proxy = try proxy(client: .servers, server: .own)
        for binding in ["disable", "prefer", "require"] {
            #expect(try login(proxy, tls: true, binding: binding) == "in", "\(binding)")
        }
        #expect(try login(proxy, tls: true, binding: "require", password: "wrong").contains("password auth"))
    }

    @Test func `wire 16 and 18: with another certificate clients that bind are told what to do`() throws {
        let proxy = try proxy(client: .own, server: .own)
        #expect(try login(proxy, tls: true, binding: "disable") == "in")
        let refusal = try login(proxy, tls: true, binding: "prefer")
        #expect(refusal.contains("channel binding cannot pass proxy test"))
        #expect(refusal.contains("channel_binding=disable"))
        #expect(try login(proxy, tls: true, binding: "require").contains("channel binding is required"))
    }

    @Test(arguments: [false, true])
    func `wire 16 and 18: with verifiers the proxy logs in with the key of the client's proof`(
        serverIsEncrypted: Bool
    ) throws {
        let proxy = try proxy(client: .own, server: serverIsEncrypted ? .own : .none, terminates: true)
        for binding in ["disable", "prefer", "require"] {
            #expect(try login(proxy, tls: true, binding: binding) == "in", "\(binding)")
            let wrong = try login(proxy, tls: true, binding: binding, password: "wrong")
            #expect(wrong.contains(#"password authentication failed for user "scram""#), "\(binding): \(wrong)")
            let unknown = try login(proxy, tls: true, binding: binding, user: "missing")
            #expect(unknown.contains(#"password authentication failed for user "missing""#), "\(binding): \(unknown)")
        }
        #expect(try login(proxy, tls: false, binding: "prefer") == "in")
        #expect(proxy.observed().sessions.filter { $0.sqlstate.description == "28P01" }.count >= 3)
    }
}
