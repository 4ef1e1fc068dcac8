import HTTPServer
import Platform
import TestSupport
import Testing

@testable import API

@Suite struct AccessTests {
    @Test(arguments: ["/api/v1/status", "/api/v1/query", "/metrics", "/api/v1/openapi.json", "/nothing", "/-/info"])
    func `Without a key nothing is told, not even what there is`(path: String) throws {
        let sensor = try TestSensor()
        let answer = sensor.ask(path.hasSuffix("query") ? "POST" : "GET", path, key: nil)
        #expect(answer.status == 401)
        #expect(answer.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
        #expect(answer.text.contains("Authorization: Bearer KEY"))
    }

    @Test(arguments: ["/healthz", "/readyz", "/-/health", "/-/ready"])
    func `Health is open`(path: String) throws {
        #expect(try TestSensor().ask("GET", path, key: nil).status == 200)
    }

    @Test func `A sensor that cannot write is not ready, and does not say why to everybody`() throws {
        var status = SensorStatus()
        status.recorder.trouble = "No space left on device"
        let answer = try TestSensor(status: status).ask("GET", "/readyz", key: nil)
        #expect(answer.status == 503)
        #expect(answer.text == "not ready\n")
    }

    @Test func `A key is sent as Bearer, or as goProbe's digest`() throws {
        let sensor = try TestSensor()
        for scheme in ["Bearer", "bearer", "digest", "Digest"] {
            let header = ("Authorization", "\(scheme) \(TestSensor.readKey)")
            #expect(sensor.ask("GET", "/api/v1/status", key: nil, headers: [header]).status == 200)
        }
        for value in ["Basic \(TestSensor.readKey)", TestSensor.readKey, "Bearer", "Bearer a b", "Bearer  "] {
            #expect(sensor.ask("GET", "/api/v1/status", headers: [("Authorization", value)]).status == 401)
        }
    }

    @Test func `A wrong key and a short one are refused`() throws {
        let sensor = try TestSensor()
        #expect(sensor.ask("GET", "/api/v1/status", key: String(repeating: "x", count: 32)).status == 401)
        let short = sensor.ask("GET", "/api/v1/status", key: "short")
        #expect(short.status == 401)
        #expect(short.text.contains("at least 32 characters"))
    }

    @Test func `A short key is refused even when the configuration has its digest`() throws {
        let sensor = try TestSensor {
            $0.keys = [AccessKey(name: "short", digest: AccessTests.digestOfShort, scope: .admin)]
        }
        #expect(sensor.ask("GET", "/api/v1/status", key: "short").status == 401)
    }

    /// The SHA-256 digest of `short`.
    private static let digestOfShort: [UInt8] = [
        0xf9, 0xb0, 0x07, 0x8b, 0x5d, 0xf5, 0x96, 0xd2, 0xea, 0x19, 0x01, 0x0c, 0x00, 0x1b, 0xbd, 0x00, 0x9e, 0x65,
        0x1d, 0xe2, 0xc5, 0x7e, 0x8f, 0xb7, 0xe3, 0x55, 0xf3, 0x1e, 0xb9, 0xd3, 0xf7, 0x39,
    ]

    @Test func `A key opens what its scope has, and no more`() throws {
        let sensor = try TestSensor()
        let refused = sensor.ask("POST", "/api/v1/_reload")
        #expect(refused.status == 403)
        #expect(refused.text.contains("scope read, and this needs admin"))
        #expect(sensor.reloads.value == 0)
        #expect(sensor.ask("POST", "/api/v1/_reload", key: TestSensor.adminKey).status == 200)
        #expect(sensor.ask("GET", "/config/_reload", key: TestSensor.adminKey).text.contains("logging.level"))
        #expect(sensor.reloads.value == 2)
        #expect(sensor.ask("GET", "/api/v1/status", key: TestSensor.adminKey).status == 200)
    }

    @Test func `Without keys nobody has access, and the answer says which one is missing`() throws {
        let answer = try TestSensor { $0.keys = [] }.ask("GET", "/api/v1/status")
        #expect(answer.status == 401)
        #expect(answer.text.contains("dashboard.keys"))
    }

    @Test func `Metrics are open when the configuration says so`() throws {
        #expect(try TestSensor { $0.hasPublicMetrics = true }.ask("GET", "/metrics", key: nil).status == 200)
    }

    @Test func `Nothing is listened on beyond loopback without a key and TLS`() throws {
        let sensor = try TestSensor()
        var options = APIOptions(listen: [.v4(0, port: 0)])
        #expect { try APIServer(options, sensor.state) } throws: { "\($0)".contains("dashboard.keys") }
        options.keys = sensor.options.keys
        #expect { try APIServer(options, sensor.state) } throws: { "\($0)".contains("dashboard.tls") }
        options.listen = [.v6(high: 0, low: 0, port: 0, scope: 0)]
        #expect(throws: APIServerError.self) { try APIServer(options, sensor.state) }
    }

    @Test func `A name that is not ours is refused, so that no web page can make one point here`() throws {
        let sensor = try TestSensor { $0.hosts = ["keddah.example.org"] }
        for host in ["127.0.0.1:4004", "[::1]:4004", "localhost", "LOCALHOST:1", "keddah.example.org.", "10.0.0.1"] {
            #expect(sensor.ask("GET", "/healthz", headers: [("Host", host)]).status == 200, "\(host)")
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "keddah.example.org.evil"]
        {
            #expect(sensor.ask("GET", "/healthz", headers: [("Host", host)]).status == 421, "\(host)")
        }
    }

    @Test func `Keys can change while the server runs`() throws {
        let sensor = try TestSensor()
        var options = sensor.options
        options.keys = options.keys.filter { $0.name == "chief" }
        sensor.handler.update(options)
        #expect(sensor.ask("GET", "/api/v1/status").status == 401)
        #expect(sensor.ask("GET", "/api/v1/status", key: TestSensor.adminKey).status == 200)
    }
}
