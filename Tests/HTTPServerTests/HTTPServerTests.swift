import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct HTTPServerTests {
    @Test func `Curl gets an answer with a header that keeps browsers from guessing`() throws {
        let handler = TestHandler()
        let (server, url) = try handler.serve()
        defer { server.stop() }
        let answer = try Curl.get("\(url)/a%20b?c=d")
        #expect(answer.status == 200)
        #expect(answer.body == "GET /a b\n")
        for field in [
            "X-Content-Type-Options: nosniff", "Cache-Control: no-store", "X-Frame-Options: DENY",
            "Content-Length: 9", "Content-Security-Policy: default-src 'none'",
        ] {
            #expect(answer.header.contains(field), "\(field) is missing")
        }
        #expect(handler.log.withLock { $0.map(\.status) } == [200])
    }

    @Test func `A body comes whole to the handler`() throws {
        let (server, url) = try TestHandler { HTTPResponse($0.body.reversed()) }.serve()
        defer { server.stop() }
        #expect(try Curl.get("-d", "abc", url).body == "cba")
        #expect(try Curl.get("-H", "Transfer-Encoding: chunked", "-d", "chunks", url).body == "sknuhc")
        #expect(try Curl.get("-X", "PUT", "-d", "", url).body.isEmpty)
    }

    @Test(arguments: [1001, 900_000, 20_000_000])
    func `A body above the limit is refused, and the client learns why`(count: Int) throws {
        let (server, url) = try TestHandler().serve()
        defer { server.stop() }
        let folder = TemporaryFolder()
        let file = try folder.write(String(repeating: "x", count: count), to: "body")
        let answer = try Curl.get("--data-binary", "@\(file)", url)
        #expect(answer.status == 413)
        #expect(answer.body == "failure: bodyTooLarge(limit: 1000)\n")
        if count < 1_000_000 {
            let chunked = try Curl.get("-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file)", url)
            #expect(chunked.status == 413)
        }
        #expect(try Curl.get(url).status == 200)
    }

    @Test func `A body without end is cut off`() throws {
        let (server, _) = try TestHandler().serve()
        defer { server.stop() }
        let client = try RawClient(server.addresses[0])
        try client.send(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 65_536) + Array("\r\n".utf8)
        var sent = 0
        while sent < 1000, (try? client.send(chunk)) != nil { sent += 1 }
        // What both ends of the kernel keep counts too, and may be 10 MB.
        #expect(sent < 500)
    }

    @Test func `A refused request is answered before its body`() throws {
        let calls = Mutex(0)
        let handler = TestHandler(admit: { _ in .refuse(HTTPResponse(status: 401, text: "no\n")) }) { _ in
            calls.withLock { $0 += 1 }
            return HTTPResponse()
        }
        let (server, url) = try handler.serve()
        defer { server.stop() }
        #expect(try Curl.get("-d", "some", url).status == 401)
        #expect(try Curl.get(url).body == "no\n")
        #expect(calls.withLock { $0 } == 0)
    }

    @Test func `A HEAD request gets the header alone`() throws {
        let (server, url) = try TestHandler { _ in HTTPResponse(text: "12345") }.serve()
        defer { server.stop() }
        let answer = try Curl.get("-I", url)
        #expect(answer.header.contains("Content-Length: 5"))
        #expect(answer.body.isEmpty)
    }

    @Test func `Requests are answered side by side, and one connection serves many`() throws {
        let (server, url) = try TestHandler { HTTPResponse(text: $0.target.path) }.serve()
        defer { server.stop() }
        let urls = (0..<200).map { "\(url)/\($0)" }
        let result = try ChildProcess.run(["curl", "-sS", "--noproxy", "*", "-Z"] + urls)
        #expect(result.status == 0)
        #expect(result.output.split(separator: "/").count == 200)
        #expect(
            try ChildProcess.run(["curl", "-sS", "--noproxy", "*"] + urls).output.split(separator: "/").count == 200)
    }

    @Test func `A large answer comes whole`() throws {
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (server, url) = try TestHandler { _ in HTTPResponse(body) }.serve()
        defer { server.stop() }
        let folder = TemporaryFolder()
        let result = try ChildProcess.run(["curl", "-sS", "--noproxy", "*", "-o", "\(folder.path)/out", url])
        #expect(result.status == 0)
        let file = try FileDescriptor.open("\(folder.path)/out", flags: O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = try file.read(into: &chunk), count > 0 { bytes += chunk[..<count] }
        #expect(bytes == body)
    }

    @Test func `A target that cannot be read is refused`() throws {
        let (server, url) = try TestHandler().serve()
        defer { server.stop() }
        #expect(try Curl.get("\(url)/%zz").status == 400)
        #expect(try Curl.get("\(url)/a%00b").status == 400)
    }

    @Test func `A header that is too large is refused`() throws {
        let (server, url) = try TestHandler().serve()
        defer { server.stop() }
        let answer = try Curl.get("-H", "X-Large: \(String(repeating: "x", count: 60_000))", url)
        #expect((400..<500).contains(answer.status))
    }

    @Test func `A Unix socket serves its owner, and its file goes with it`() throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/http.sock"
        let server = try HTTPServer(on: [.unix(path)], TestHandler())
        #expect(try Curl.get("--unix-socket", path, "http://localhost/x").body == "GET /x\n")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        server.stop()
        #expect(stat(path, &status) != 0)
    }

    @Test func `IPv6 is served, and an address that is taken is named`() throws {
        let server = try HTTPServer(on: [.v6(high: 0, low: 1, port: 0, scope: 0)], TestHandler())
        defer { server.stop() }
        let port = server.addresses[0].port
        #expect(try Curl.get("-g", "http://[::1]:\(port)/x").body == "GET /x\n")
        #expect {
            try HTTPServer(on: [.v6(high: 0, low: 1, port: port, scope: 0)], TestHandler())
        } throws: {
            "\($0)".contains("[::1]:\(port)")
        }
    }
}
