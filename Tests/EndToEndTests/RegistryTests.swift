import Glibc
import TestSupport
import Testing

/// Sensors make themselves known at `keddah registry`.
@Suite struct RegistryTests {
    private final class Registry {
        let process: ChildProcess
        let url: String

        init(_ arguments: [String]) throws {
            process = try ChildProcess([Keddah.program, "registry", "--listen", "127.0.0.1:0"] + arguments)
            let marker = "listen=127.0.0.1:"
            guard wait(until: { [process] in process.errors.contains(marker) || !process.isRunning }),
                let place = process.errors.split(separator: marker).dropFirst().first
            else { throw Unavailable(process.errors) }
            url = "http://127.0.0.1:\(place.prefix { $0.isNumber })"
        }
    }

    private static let key = String(repeating: "r", count: 32)

    @Test func `Probes are kept, changed and removed as goProbe's registry does it`() throws {
        let folder = TemporaryFolder()
        let file = "\(folder.path)/probes.json"
        var registry = try Registry(["--file", file])
        let probe = #"{"identifier":"a b","endpoint":"e","versions":["v1"],"keys":["k"]}"#
        func ask(_ arguments: String...) throws -> Curl.Answer {
            try Curl.run(["-H", "Content-Type: application/json"] + arguments)
        }
        let created = try ask("-d", probe, "\(registry.url)/probes")
        #expect(created.status == 201)
        #expect(created.body == #"{"message":"Probe registered","data":\#(probe)}"# + "\n")
        #expect(try ask("-d", probe, "\(registry.url)/probes").status == 200)
        #expect(try ask("-d", "{}", "\(registry.url)/probes").status == 400)
        #expect(try ask("-d", "[", "\(registry.url)/probes").status == 400)
        #expect(try Curl.get("-H", "Content-Type: text/plain", "-d", probe, "\(registry.url)/probes").status == 415)
        let large = probe.replacing("v1", with: String(repeating: "v", count: 1025))
        #expect(try ask("-d", large, "\(registry.url)/probes").status == 400)
        let path = "/probes/a%20b"
        #expect(try ask("-X", "PUT", "-d", #"{"endpoint":"f"}"#, registry.url + path).body.contains(#""endpoint":"f""#))
        #expect(try ask("-X", "PUT", "-d", "{}", registry.url + path).status == 204)
        #expect(try ask("-X", "PATCH", registry.url + path).status == 405)
        registry.process.signal(SIGTERM)
        #expect(try registry.process.wait().status == 0)

        registry = try Registry(["--file", file])
        #expect(try ask("\(registry.url)/probes").body.contains(#""data":[{"identifier":"a b","endpoint":"f""#))
        #expect(try ask("-X", "DELETE", registry.url + path).status == 204)
        #expect(try ask("-X", "DELETE", registry.url + path).status == 404)
        #expect(try ask(registry.url + path).status == 404)
        #expect(textOfFile(file) == "[]\n")
    }

    @Test func `A registry with a key is for those who have it, and without one for loopback`() throws {
        let folder = TemporaryFolder()
        let registry = try Registry(["--key-file", try folder.write(Self.key + "\n", to: "key")])
        #expect(try Curl.get("\(registry.url)/probes").status == 401)
        #expect(try Curl.get("-H", "Authorization: Bearer \(Self.key)", "\(registry.url)/probes").status == 200)
        let open = try Keddah.run(["registry", "--listen", "0.0.0.0:0"])
        #expect(open.status == 1)
        #expect(open.errors.contains("--key-file"))
    }

    @Test func `A sensor registers, and goes when its configuration does`() throws {
        let folder = TemporaryFolder()
        let registry = try Registry(["--key-file", try folder.write(Self.key, to: "key")])
        let dashboard = "dashboard: {listen: \"127.0.0.1:0\""
        let discovery = "registry: \"\(registry.url)\", endpoint: \"https://x.example\", registry_key: \(Self.key)"
        let sensor = try SensorProcess(
            more: "\(dashboard), service_discovery: {probe_identifier: edge, \(discovery)}}")
        func probes() throws -> String {
            try Curl.get("-H", "Authorization: Bearer \(Self.key)", "\(registry.url)/probes").body
        }
        #expect(try wait { try probes().contains(#""identifier":"edge","endpoint":"https://x.example""#) })
        let changed = SensorProcess.configuration(
            sensor.folder, sensor.cluster, capture: "text", more: dashboard + "}")
        _ = try sensor.folder.write(changed, to: "keddah.yaml")
        #expect(try sensor.keddah("config", "reload").output.contains("dashboard.service_discovery"))
        #expect(try wait { try probes().contains(#""data":[]"#) })
    }
}
