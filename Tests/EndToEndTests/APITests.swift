import FoundationEssentials
import Glibc
import TLS
import TestSupport
import Testing

/// A sensor that is asked over HTTP, as users ask it.
@Suite struct APITests {
    private static let key = String(repeating: "k", count: 40)
    private static let admin = String(repeating: "a", count: 40)

    private static func digest(_ key: String) -> String {
        Digest.sha256(Array(key.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func dashboard(_ port: UInt16, _ more: String = "", keys: [String] = [key, admin]) -> String {
        let list = keys.map {
            "{name: \($0.prefix(1)), sha256: \"\(digest($0))\", scope: \($0 == key ? "read" : "admin")}"
        }
        return "dashboard: {listen: \"127.0.0.1:\(port)\", keys: [\(list.joined(separator: ", "))]\(more)}"
    }

    private func ask(_ port: UInt16, _ path: String, _ arguments: String..., key: String? = key) throws -> Curl.Answer {
        let header = key.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
        return try Curl.run(header + arguments + ["http://127.0.0.1:\(port)\(path)"])
    }

    @Test func `Statements that ran are in the answer at once`() throws {
        let port = freePort()
        let sensor = try SensorProcess(more: Self.dashboard(port))
        let client = try sensor.client()
        for _ in 0..<7 { _ = try client.query("select 'api'") }
        let body = #"{"Query": "user,fingerprint,calls", "From": "statements"}"#
        let answer = try ask(port, "/api/v1/query", "-H", "Content-Type: application/json", "-d", body)
        #expect(answer.status == 200)
        let decoded = try JSONDecoder().decode(Keddah.Answer.self, from: Data(answer.body.utf8))
        #expect(decoded.rows.contains { $0.counters["calls"] == 7 && $0.attributes["sql"] == "select $1" })
        #expect(try ask(port, "/api/v1/query", "-d", body, key: nil).status == 401)

        let metrics = try ask(port, "/metrics")
        #expect(metrics.body.contains("keddah_statements_total"))
        #expect(metrics.body.contains(#"keddah_proxy_sessions{proxy="shop"} 1"#))
        #expect(try ask(port, "/api/v1/status").body.contains(#""name":"shop""#))
        #expect(try ask(port, "/readyz", key: nil).body == "ready\n")
        #expect(try sensor.stop().status == 0)
    }

    @Test func `The configuration is read again by those who may`() throws {
        let port = freePort()
        let sensor = try SensorProcess(more: Self.dashboard(port))
        #expect(try ask(port, "/api/v1/_reload", "-X", "POST").status == 403)
        let changed = SensorProcess.configuration(
            sensor.folder, sensor.cluster, capture: "text",
            more: Self.dashboard(port, keys: [Self.admin]) + "\nlogging: {request_logging: true}")
        _ = try sensor.folder.write(changed, to: "keddah.yaml")
        let answer = try ask(port, "/api/v1/_reload", "-X", "POST", key: Self.admin)
        #expect(answer.status == 200)
        #expect(answer.body.contains("applied: dashboard.keys.k"))
        #expect(try ask(port, "/api/v1/status").status == 401)
        #expect(try ask(port, "/api/v1/status", key: Self.admin).status == 200)
        #expect(wait { sensor.process.errors.contains("path=/api/v1/status") })
        _ = try sensor.folder.write("nonsense: 1\n", to: "keddah.yaml")
        let refused = try ask(port, "/api/v1/_reload", "-X", "POST", key: Self.admin)
        #expect(refused.status == 500)
        #expect(refused.body.contains("unknown key"))
    }

    @Test func `HTTPS is served with the certificate of the configuration`() throws {
        let certificates = try Certificates.shared.get()
        let port = freePort()
        let identity = certificates.server
        let sensor = try SensorProcess(
            more: Self.dashboard(port, ", tls: {certificate: \(identity.certificate), key: \(identity.key)}"))
        let answer = try Curl.get(
            "--cacert", certificates.authority, "-H", "Authorization: Bearer \(Self.key)",
            "https://127.0.0.1:\(port)/-/info")
        #expect(answer.body.contains(#""name":"keddah""#))
        #expect(try sensor.stop().status == 0)
    }

    @Test func `An address that is taken keeps a sensor from starting only when it was asked for`() throws {
        let port = freePort()
        let first = try SensorProcess(more: Self.dashboard(port))
        let error = #expect(throws: Unavailable.self) { try SensorProcess(more: Self.dashboard(port)) }
        let reason = error?.description ?? ""
        #expect(reason.contains("127.0.0.1:\(port)"))
        #expect(try first.stop().status == 0)
    }

    @Test func `A key from goProbe's documentation, and a listener that is open to all, are errors`() throws {
        let example = "da53ae3fb482db63d9606a9324a694bf51f7ad47623c04ab7b97a811f2a78e05"
        let folder = TemporaryFolder()
        for text in [
            "dashboard: {keys: [{name: a, sha256: \"\(example)\"}]}",
            "dashboard: {keys: [{name: a, sha256: \"\(Self.digest(example))\"}]}",
            "dashboard: {listen: \"0.0.0.0:4004\"}",
        ] {
            let file = try folder.write(text, to: "keddah.yaml")
            let result = try Keddah.run(["config", "check", "--config", file])
            #expect(result.status == 78)
            #expect(result.errors.contains("goProbe") || result.errors.contains("keys is missing"))
        }
    }
}
