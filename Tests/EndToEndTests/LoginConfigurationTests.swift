import Glibc
import Platform
import TLS
import TestSupport
import Testing

/// How clients log in, as it is configured.
@Suite struct LoginConfigurationTests {
    private func configuration(_ folder: TemporaryFolder, listen: String, _ proxy: String) throws -> String {
        let cluster = try PostgresCluster.shared.get()
        return try folder.write(
            "store: {path: store}\n"
                + "proxies: [{name: shop, listen: [\"\(listen)\"], upstream: \"localhost:\(cluster.port)\", "
                + "\(proxy)}]\n", to: "keddah.yaml")
    }

    @Test func `A server that trusts everybody keeps a proxy from listening beyond this machine`() throws {
        let folder = TemporaryFolder()
        let file = try configuration(folder, listen: "*:0", "upstream_tls: prefer")
        let refused = try Keddah.run(["run", "--config", file])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("lets in any user without a password"))
        #expect(refused.errors.contains("allow_trust: true"))
    }

    @Test(arguments: [("*:0", "allow_trust: true"), ("127.0.0.1:0", "allow_trust: false")])
    func `It may listen when that is allowed, or to this machine alone`(listen: String, proxy: String) throws {
        let folder = TemporaryFolder()
        let file = try configuration(folder, listen: listen, proxy)
        let process = try ChildProcess([Keddah.program, "run", "--config", file])
        #expect(wait { process.errors.contains("listening") })
        process.signal(SIGTERM)
        #expect(try process.wait(seconds: 20).status == 0)
    }

    @Test func `config check says how far channel binding gets`() throws {
        let certificates = try Certificates.shared.get()
        let folder = TemporaryFolder()
        func login(_ proxy: String) throws -> String? {
            let result = try Keddah.run(
                ["config", "check", "--config", configuration(folder, listen: "127.0.0.1:0", proxy)])
            #expect(result.status == 0, "\(result.errors)")
            return result.output.split(separator: "\n").first { $0.hasPrefix("  login:") }.map(String.init)
        }
        func tls(_ name: String) -> String {
            let identity = name == "server" ? certificates.server : certificates.proxy
            return "tls: {certificate: \(identity.certificate), key: \(identity.key)}"
        }
        let userlist = try folder.write(#""scram" "secret""#, to: "userlist.txt")
        chmod(userlist, 0o600)
        #expect(try login("upstream_tls: disable")?.contains("disable and prefer work") == true)
        #expect(try login("upstream_tls: require")?.contains("disable and prefer work") == true)
        #expect(try login(tls("proxy"))?.contains("need channel_binding=disable") == true)
        #expect(try login(tls("server"))?.contains("disable, prefer and require work") == true)
        let withList = "\(tls("proxy")), scram: {userlist: userlist.txt}"
        #expect(try login(withList)?.contains("disable, prefer and require work") == true)
        let wrong = try Keddah.run([
            "config", "check", "--config",
            configuration(folder, listen: "127.0.0.1:0", "tls: {certificate: none.crt, key: none.key}"),
        ])
        #expect(wrong.status == 78 && wrong.errors.contains("none.crt"), "\(wrong.errors)")
    }

    @Test(arguments: [
        ("listed", "userlist: userlist.txt"), ("asked", "auth_user: password, auth_password_file: password.txt"),
    ])
    func `Verifiers come from a list or from the server`(name: String, source: String) throws {
        let certificates = try Certificates.shared.get()
        let cluster = try PostgresCluster.shared.get()
        try cluster.sql(
            """
            create function public.verifier_\(name)(name text) returns table (rolname name, rolpassword text)
            language sql security definer as
            'select rolname, rolpassword from pg_authid where rolname = $1'
            """)
        let folder = TemporaryFolder()
        let verifier = try cluster.sql("select rolpassword from pg_authid where rolname = 'scram'")
        for (text, name) in [("\"scram\" \"\(verifier)\"\n", "userlist.txt"), ("secret\n", "password.txt")] {
            chmod(try folder.write(text, to: name), 0o600)
        }
        let sensor = try SensorProcess(
            folder, upstream: "localhost:\(cluster.port)",
            proxy: "tls: {certificate: \(certificates.proxy.certificate), key: \(certificates.proxy.key)}, "
                + "scram: {\(source), auth_query: \"select * from public.verifier_\(name)($1)\"}")
        for (password, isIn) in [("secret", true), ("wrong", false)] {
            let result = try ChildProcess.run(
                [
                    "psql", "-X", "-A", "-t", "-c", "select current_user",
                    "host=127.0.0.1 port=\(sensor.port) user=scram dbname=postgres sslmode=require "
                        + "channel_binding=require",
                ], environment: ["PGPASSWORD": password])
            #expect(result.output == (isIn ? "scram\n" : ""), "\(result.errors)")
            #expect(isIn || result.errors.contains("password authentication failed"))
        }
        #expect(try sensor.stop().status == 0)
    }
}
