import Platform
import TestSupport
import Testing

@testable import HTTPServer

/// Requests that end too early, or that two readers could understand in two ways.
@Suite struct HTTPFramingTests {
    private func ask(_ server: HTTPServer, _ header: [String], body: String = "") throws -> String {
        let client = try RawClient(server.addresses[0], seconds: 5)
        try client.send(Array((header.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
        var answer: [UInt8] = []
        while case let byte = try client.bytes(1), !byte.isEmpty { answer += byte }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func `Clients that go away in the middle of a request are noticed`() throws {
        var options = HTTPServerOptions()
        options.connectionsPerAddress = 20
        let (server, url) = try TestHandler().serve(options)
        defer { server.stop() }
        let half = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf".utf8)
        for _ in 0..<3 {
            var clients = try (0..<20).map { _ in try RawClient(server.addresses[0]) }
            for client in clients { try client.send(half) }
            #expect(wait { server.connections == 20 })
            clients = []
            #expect(wait(seconds: 5) { server.connections == 0 })
        }
        #expect(try Curl.get(url).status == 200)
    }

    @Test func `Stopping does not wait for a request that is not there whole`() throws {
        var options = HTTPServerOptions()
        options.grace = 20_000_000_000
        let (server, _) = try TestHandler().serve(options)
        let client = try RawClient(server.addresses[0])
        try client.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf".utf8))
        #expect(wait { server.connections == 1 })
        let start = Clock.monotonic()
        server.stop()
        #expect(Clock.monotonic() - start < 5_000_000_000)
        withExtendedLifetime(client) {}
    }

    @Test(arguments: [
        ["Content-Length: 3", "Content-Length: 3"], ["Content-Length: 3", "Content-Length: 0"],
        ["Content-Length: 3", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", "content-length: 3"],
        ["Transfer-Encoding: identity"], ["Content-Length: 3", "Authorization: a", "authorization: b"],
    ])
    func `A header that can be understood in two ways is refused, and the connection ends`(fields: [String]) throws {
        let handler = TestHandler(admit: { _ in .admit(bodyLimit: 1000) }) { _ in HTTPResponse(text: "done") }
        let (server, _) = try handler.serve()
        defer { server.stop() }
        let answer = try ask(server, ["POST / HTTP/1.1", "Host: a"] + fields, body: "abc")
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
        #expect(answer.contains("Connection: close"))
        #expect(!answer.contains("done"))
    }

    @Test(arguments: ["&", "a&", "a=&", "&a=b"])
    func `An address of very many arguments is answered`(argument: String) throws {
        let (server, url) = try TestHandler { HTTPResponse(text: "\($0.target.query.count)\n") }.serve()
        defer { server.stop() }
        let many = String(repeating: argument, count: 30_000 / argument.utf8.count)
        let answer = try Curl.get("--max-time", "5", "\(url)/?\(many)")
        #expect(answer.status == 200)
        #expect(try Curl.get("\(url)/?a=b&c=d").body == "2\n")
    }

    @Test func `An address that is too long is refused, and so is a header of very many fields`() throws {
        let (server, url) = try TestHandler().serve()
        defer { server.stop() }
        let long = try Curl.get("--max-time", "5", "\(url)/?\(String(repeating: "&", count: 40_000))")
        #expect(long.status == 414)
        let fields = (0..<3000).map { "X-\($0): \($0 + 1000)" }
        let answer = try ask(server, ["GET / HTTP/1.1", "Host: a", "Connection: close"] + fields)
        #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer.prefix(100))")
    }

    @Test func `Answers that nobody reads take only so much`() throws {
        var options = HTTPServerOptions()
        options.unsentBytes = 30_000_000
        let (server, url) = try TestHandler { request in
            HTTPResponse([UInt8](repeating: 0, count: request.target.path == "/large" ? 20_000_000 : 10))
        }.serve(options)
        defer { server.stop() }
        let client = try RawClient(server.addresses[0])
        try client.send(Array("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        _ = try client.bytes(1)
        #expect(try Curl.get("\(url)/large").status == 503)
        #expect(try Curl.get(url).status == 200)
    }
}
