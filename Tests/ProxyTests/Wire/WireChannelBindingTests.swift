import Authentication
import Observations
import Platform
import TLS
import TestSupport
import Testing

@testable import Proxy

/// SCRAM with and without channel binding, in every cell of encrypted and plain legs, with psql.
@Suite struct WireChannelBindingTests {
    private enum Certificate { case none, servers, own }

    private func proxy(
        client: Certificate, server: Certificate, terminates: Bool = false, identity: TLSContext.Identity? = nil
    ) throws -> RunningProxy {
        let certificates = try Certificates.shared.get()
        let cluster = try PostgresCluster.shared.get()
        return try RunningProxy(upstream: [cluster.v4]) { options in
            if client != .none {
                let own = identity ?? certificates.proxy
                options.clientTLS = ClientTLS(try .server(client == .servers ? certificates.server : own))
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

    @Test("wire 15: with a plain client the offer loses channel binding, and without TLS there is none")
    func wire15PlainClient() throws {
        for server in [Certificate.none, .own] {
            let proxy = try proxy(client: .none, server: server)
            for binding in ["disable", "prefer"] {
                #expect(try login(proxy, tls: false, binding: binding) == "in", "\(server) \(binding)")
            }
            #expect(try login(proxy, tls: false, binding: "require").contains("channel binding"))
            #expect(try login(proxy, tls: false, binding: "prefer", password: "wrong").contains("password auth"))
        }
    }

    @Test("wire 15: a plain server is nothing to bind to, as PostgreSQL without TLS")
    func wire15PlainServer() throws {
        let proxy = try proxy(client: .own, server: .none)
        for binding in ["disable", "prefer"] {
            #expect(try login(proxy, tls: true, binding: binding) == "in", "\(binding)")
        }
        #expect(try login(proxy, tls: true, binding: "require").contains("channel binding is required"))
    }

    @Test("wire 16: with the server's own certificate channel binding passes")
    func wire16SameCertificate() throws {
        let proxy = try proxy(client: .servers, server: .own)
        for binding in ["disable", "prefer", "require"] {
            #expect(try login(proxy, tls: true, binding: binding) == "in", "\(binding)")
        }
        #expect(try login(proxy, tls: true, binding: "require", password: "wrong").contains("password auth"))
    }

    @Test("wire 18: with another certificate clients that bind are told what to do, and nobody is downgraded")
    func wire18OtherCertificate() throws {
        let proxy = try proxy(client: .own, server: .own)
        #expect(try login(proxy, tls: true, binding: "disable") == "in")
        let refusal = try login(proxy, tls: true, binding: "prefer")
        #expect(refusal.contains("channel binding cannot pass proxy test"))
        #expect(refusal.contains("channel_binding=disable"))
        #expect(try login(proxy, tls: true, binding: "require").contains("channel binding is required"))
    }

    @Test("wire 16: with verifiers the proxy logs in with the key of the client's proof", arguments: [false, true])
    func wire16Termination(
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

    @Test(
        "wire 18: what is bound to is hashed as the certificate is signed, and Ed25519 is not offered for it",
        arguments: [
            ["rsa:2048", "-sha256"], ["rsa:2048", "-sha512"],
            ["rsa:2048", "-sha256", "-sigopt", "rsa_padding_mode:pss"],
            ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-sha384"], ["ed25519"],
        ])
    func wire18Signatures(kind: [String]) throws {
        let folder = TemporaryFolder()
        let identity = TLSContext.Identity(certificate: folder.path + "/crt", key: folder.path + "/key")
        let made = try ChildProcess.run(
            ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=localhost", "-keyout", identity.key]
                + ["-out", identity.certificate, "-newkey"] + kind)
        #expect(made.status == 0, "\(made.errors)")
        let proxy = try proxy(client: .own, server: .own, terminates: true, identity: identity)
        #expect(try login(proxy, tls: true, binding: "prefer") == "in")
        let required = try login(proxy, tls: true, binding: "require")
        #expect(kind == ["ed25519"] ? required.contains("channel binding is required") : required == "in")
    }

    /// What a client gets whose password is wrong.
    private func failure(_ proxy: RunningProxy, _ user: String) throws -> [Reply] {
        let client = try RawClient(proxy.v4)
        try client.negotiateTLS()
        try client.send(Frontend.startup([("user", user), ("database", "postgres")]))
        var answers = [try #require(try client.next())]
        var exchange = try ScramClient(
            offer: SASLOffer(body: answers[0].body), credential: .password("wrong"),
            channelBinding: client.tls?.peerCertificate?.serverEndPoint)
        try client.send(exchange.initialResponse)
        while let answer = try client.next() {
            answers.append(answer)
            if answer.type == "R", case .send(let bytes) = try exchange.receive(answer.body) { try client.send(bytes) }
        }
        return answers
    }

    @Test("wire 19: who guesses sees no difference between a wrong password and an unknown user")
    func wire19UnknownUsers() throws {
        let proxy = try proxy(client: .own, server: .own, terminates: true)
        let (known, unknown) = (try failure(proxy, "scram"), try failure(proxy, "missing"))
        #expect(known.types == "RRE")
        #expect(unknown.types == "RRE")
        #expect(known.map(\.body.count) == unknown.map { $0.body.count - ($0.type == "E" ? 2 : 0) })
        #expect(unknown.sqlstate == "28P01")
        #expect(unknown.message == #"password authentication failed for user "missing""#)
        // A salt that changes would give it away.
        let salt = { (answers: [Reply]) in
            String(decoding: answers[1].body.dropFirst(4), as: UTF8.self).split(separator: ",").first {
                $0.hasPrefix("s=")
            }
        }
        #expect(try salt(unknown) == salt(failure(proxy, "missing")))
        #expect(salt(unknown) != salt(known))
    }
}
