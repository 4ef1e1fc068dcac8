import HTTPServer
import Testing

@testable import API

@Suite struct RouterTests {
    @Test func `An unknown path has a hint`() throws {
        let answer = try TestSensor().ask("GET", "/api/v1/statsu")
        #expect(answer.status == 404)
        #expect(answer.text.contains("did you mean /api/v1/status?"))
    }

    @Test func `A method that a path does not take is named with those that it takes`() throws {
        let sensor = try TestSensor()
        let answer = sensor.ask("DELETE", "/api/v1/query")
        #expect(answer.status == 405)
        #expect(answer.headers["Allow"] == "POST, OPTIONS")
        #expect(sensor.ask("GET", "/api/v1/query").status == 405)
        let options = sensor.ask("OPTIONS", "/api/v1/status", key: nil)
        #expect(options.status == 204)
        #expect(options.headers["Allow"] == "GET, HEAD, OPTIONS")
        #expect(sensor.ask("HEAD", "/api/v1/status/").status == 200)
    }

    @Test func `A body has to be JSON, and no larger than a query`() throws {
        let sensor = try TestSensor()
        let query = #"{"Query": "sip"}"#
        for type in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=a", ""] {
            let answer = sensor.ask("POST", "/api/v1/query/validate", body: query, headers: [("Content-Type", type)])
            #expect(answer.status == 415)
        }
        for type in ["application/json", "application/json; charset=utf-8", "application/vnd.x+json"] {
            let answer = sensor.ask("POST", "/api/v1/query/validate", body: query, headers: [("Content-Type", type)])
            #expect(answer.status == 200)
        }
        let large = String(repeating: " ", count: 1 << 20) + query
        #expect(sensor.ask("POST", "/api/v1/query", body: large).status == 413)
        #expect(sensor.ask("GET", "/api/v1/status", body: "x").status == 413)
    }

    @Test func `Queries are bounded in time and number`() throws {
        let gate = QueryGate(QueryRateLimit(perSecond: 2, burst: 3, concurrent: 2), now: 0)
        try gate.enter(now: 0)
        try gate.enter(now: 0)
        #expect { try gate.enter(now: 0) } throws: { ($0 as? APIFailure)?.status == 429 }
        gate.leave()
        try gate.enter(now: 0)
        gate.leave()
        gate.leave()
        // The bucket is empty, and half a second fills one query in.
        #expect { try gate.enter(now: 0) } throws: { error in
            (error as? APIFailure)?.headers.contains { $0 == ("Retry-After", "1") } == true
        }
        try gate.enter(now: 500_000_000)
        gate.leave()
        #expect(throws: APIFailure.self) { try gate.enter(now: 600_000_000) }
    }

    @Test func `A query that comes with an earlier time than the last fills nothing in`() throws {
        let gate = QueryGate(QueryRateLimit(perSecond: 1, burst: 1, concurrent: 4), now: 1_000_000_000)
        try gate.enter(now: 2_000_000_000)
        #expect(throws: APIFailure.self) { try gate.enter(now: 1_500_000_000) }
        #expect(throws: APIFailure.self) { try gate.enter(now: 2_000_000_000) }
        try gate.enter(now: 3_000_000_000)
    }

    @Test func `What changes something is not done for a HEAD request or a web page`() throws {
        let sensor = try TestSensor()
        let key = TestSensor.adminKey
        #expect(sensor.ask("HEAD", "/api/v1/_reload", key: key).status == 405)
        let origin = [("Origin", "https://evil.example")]
        #expect(sensor.ask("GET", "/api/v1/_reload", key: key, headers: origin).status == 403)
        #expect(sensor.reloads.value == 0)
    }

    @Test func `Every route is in the OpenAPI document`() throws {
        let text = try TestSensor().ask("GET", "/api/v1/openapi.json").text
        for route in APIRoutes.all { #expect(text.contains("\"\(route.path)\":")) }
        #expect(text.hasPrefix(#"{"openapi":"3.0.3""#))
    }
}
