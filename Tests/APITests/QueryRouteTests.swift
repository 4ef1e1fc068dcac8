import FoundationEssentials
import HTTPServer
import Platform
import TestSupport
import Testing

@testable import API

@Suite struct QueryRouteTests {
    private struct Answer: Decodable {
        struct Row: Decodable {
            let attributes: [String: String]
            let counters: [String: UInt64]
        }
        struct Status: Decodable { let code: String }

        let rows: [Row]
        let status: Status
    }

    private struct Refusal: Decodable {
        let error: String
        let hint: String
        let position: Int?
    }

    private let readme = #"""
        {"Query": "sip,dip", "Ifaces": "eth0", "Condition": "dport eq 443", "First": 1456300000, "Last": 1456500000,
         "NumResults": 10, "SortBy": "bytes"  // as in the documentation
        }
        """#

    private func decode<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    @Test(arguments: ["/api/v1/query", "/_query", "/api/v1/_query"])
    func `A query is answered as JSON, and the sensor writes what it has first`(path: String) throws {
        let sensor = try TestSensor()
        let response = sensor.ask("POST", path, body: readme)
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "application/json")
        let answer: Answer = try decode(response.text)
        #expect(answer.rows.count == 10)
        #expect(answer.rows[0].attributes["sip"] == "125.167.76.152")
        #expect(answer.rows[0].attributes["dip"] == "237.147.182.13")
        #expect(answer.status.code == "ok")
        #expect(sensor.flushes.value == 1)
    }

    @Test func `Format chooses text or CSV`() throws {
        let sensor = try TestSensor()
        func ask(_ format: String) -> (String?, String) {
            let body = String(readme.dropLast()) + ", \"Format\": \"\(format)\"}"
            let response = sensor.ask("POST", "/api/v1/query", body: body)
            return (response.headers["Content-Type"], response.text)
        }
        let csv = ask("csv")
        #expect(csv.0 == "text/csv; charset=utf-8")
        #expect(csv.1.hasPrefix("sip,dip,"))
        let text = ask("txt")
        #expect(text.0 == "text/plain; charset=utf-8")
        #expect(text.1.contains("Conditions:"))
    }

    @Test func `A condition that is not understood has a caret and its position`() throws {
        let body = #"{"Query": "sip", "Condition": "dport = 443 & & sip = 1.2.3.4"}"#
        for path in ["/api/v1/query", "/api/v1/query/validate"] {
            let response = try TestSensor().ask("POST", path, body: body)
            #expect(response.status == 400)
            let refusal: Refusal = try decode(response.text)
            #expect(refusal.error.contains("^"))
            #expect(refusal.position == 14)
            #expect(!refusal.hint.isEmpty)
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"Query": 1}"#, #"{"Qurey": "sip"}"#, #"{"Query": "nonsense"}"#, "{}",
        #"{"Query": "sip", "Output": "/tmp/file"}"#, #"{"Query": "sip", "First": "never"}"#,
        #"{"Query": "sip", "NumResults": -1}"#, #"{"Query": "sip", "MaxMemPct": 101}"#, "\u{0}",
    ])
    func `What is no query is refused with what is wrong`(body: String) throws {
        let response = try TestSensor().ask("POST", "/api/v1/query", body: body)
        #expect(response.status == 400)
        let refusal: Refusal = try decode(response.text)
        #expect(!refusal.error.isEmpty)
    }

    @Test func `Validation says what would be asked, also with the arguments in the address`() throws {
        let sensor = try TestSensor()
        let response = sensor.ask(
            "GET", "/_query/validate?Query=sip,dip&Condition=dport%20%3D%20443&NumResults=5&SortAscending=true")
        #expect(response.status == 200)
        #expect(response.text.contains(#""from":"flows","attributes":["sip","dip"]"#))
        #expect(sensor.ask("GET", "/_query/validate?Query=sip&Nonsense=1").status == 400)
        #expect(sensor.flushes.value == 0)
    }

    @Test func `A query gets its share of the memory, whatever it asks for`() throws {
        let body = #"{"Query": "sip,dip,dport", "First": 0, "MaxMemory": 1, "Last": 1456500000}"#
        let response = try TestSensor().ask("POST", "/api/v1/query", body: body)
        #expect(response.status == 422)
        #expect(response.text.contains("memory"))
        #expect(QueryRoutes.memory(concurrent: 4) * 4 <= QueryRoutes.memory(concurrent: 1))
    }

    @Test func `An answer has so many rows at most`() throws {
        let sensor = try TestSensor()
        let many = sensor.ask("POST", "/api/v1/query", body: #"{"Query": "sip", "NumResults": 100001}"#)
        #expect(many.status == 400)
        #expect(many.text.contains("NumResults is at most 100000, not 100001"))
        let raw = sensor.ask("POST", "/api/v1/query", body: #"{"Query": "raw", "First": 1456300000}"#)
        #expect(raw.text.contains(#""from":"flows""#) && raw.text.contains(#""limit":100000"#))
    }

    @Test func `A query ends when its time is over`() throws {
        let sensor = try TestSensor { $0.requestTimeout = 1 }
        let response = sensor.ask("POST", "/api/v1/query", body: readme)
        #expect(response.status == 503)
        #expect(response.text.contains("dashboard.request_timeout"))
    }

    @Test func `Too many queries are told when to come again`() throws {
        let sensor = try TestSensor { $0.rateLimit = QueryRateLimit(perSecond: 0.01, burst: 2, concurrent: 1) }
        #expect(sensor.ask("POST", "/api/v1/query", body: readme).status == 200)
        #expect(sensor.ask("POST", "/api/v1/query", body: readme).status == 200)
        let refused = sensor.ask("POST", "/api/v1/query", body: readme)
        #expect(refused.status == 429)
        #expect(Int(refused.headers["Retry-After"] ?? "") ?? 0 > 1)
    }

    @Test func `A body of very many keys is refused at once`() throws {
        let sensor = try TestSensor()
        let members = (0..<60_000).map { "\"k\($0)\": 1" }
        let bodies = [
            "{\n" + members.joined(separator: ",\n") + "}",
            "{" + String(repeating: #""Query": "sip",\n"#, count: 60_000) + "}",
            "{\"" + String(repeating: "x", count: 900_000) + "\": 1}",
        ]
        let start = Clock.monotonic()
        for body in bodies {
            let response = sensor.ask("POST", "/api/v1/query/validate", body: body)
            #expect(response.status == 400)
            #expect(response.text.utf8.count < 2000)
        }
        #expect(Clock.monotonic() - start < 20_000_000_000)
    }

    @Test func `Validation counts as a query, and reads the body only when it may`() throws {
        let sensor = try TestSensor { $0.rateLimit = QueryRateLimit(perSecond: 0.01, burst: 1, concurrent: 1) }
        #expect(sensor.ask("GET", "/_query/validate?Query=sip").status == 200)
        #expect(sensor.ask("GET", "/_query/validate?Query=sip").status == 429)
        #expect(sensor.ask("POST", "/_query/validate", body: "{").status == 429)
        #expect(sensor.ask("POST", "/_query", body: "{").status == 429)
        #expect(sensor.ask("GET", "/api/v1/flows/eth0").status == 429)
    }

    @Test func `An argument of the address is read as its key wants it`() throws {
        let sensor = try TestSensor()
        for arguments in ["Ifaces=1", "Ifaces=true", "Condition=", "sort_ascending", "num_results=5&First=1456300000"] {
            let response = sensor.ask("GET", "/_query/validate?Query=sip&\(arguments)")
            #expect(response.status == 200, "\(arguments): \(response.text)")
        }
        #expect(sensor.ask("GET", "/_query/validate?Query=sip&NumResults=five").status == 400)
    }

    @Test func `A store that is gone is an answer, too`() throws {
        let sensor = try TestSensor()
        _ = try ChildProcess.run(["rm", "-rf", "\(sensor.folder.path)/store"])
        #expect(sensor.ask("POST", "/api/v1/query", body: readme).status == 503)
    }
}
