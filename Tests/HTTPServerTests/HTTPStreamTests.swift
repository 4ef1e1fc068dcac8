import Platform
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct HTTPStreamTests {
    @Test func `What is written to a stream arrives while it is open`() throws {
        let stream = HTTPStream()
        let (server, url) = try TestHandler { _ in HTTPResponse(type: "text/event-stream", stream: stream) }.serve()
        defer { server.stop() }
        let curl = try ChildProcess(["curl", "-sS", "-N", "--noproxy", "*", url])
        for number in 0..<50 {
            #expect(stream.write(Array("data: \(number)\n\n".utf8)))
            #expect(wait { curl.output.hasSuffix("data: \(number)\n\n") })
        }
        stream.finish()
        #expect(try curl.wait().status == 0)
        #expect(!stream.write([0x78]))
    }

    @Test func `A stream learns that its client is gone`() throws {
        let closed = Mutex(0)
        let stream = HTTPStream { closed.withLock { $0 += 1 } }
        let (server, url) = try TestHandler { _ in HTTPResponse(type: "text/plain", stream: stream) }.serve()
        defer { server.stop() }
        let curl = try ChildProcess(["curl", "-sS", "-N", "--noproxy", "*", url])
        stream.write(Array("hello".utf8))
        #expect(wait { curl.output == "hello" })
        curl.signal(9)
        _ = try curl.wait()
        #expect(wait { !stream.write(Array("ping".utf8)) })
        #expect(closed.withLock { $0 } == 1)
    }

    @Test func `A client that does not read does not fill the memory`() throws {
        let stream = HTTPStream(limit: 100_000)
        let (server, _) = try TestHandler { _ in HTTPResponse(type: "text/plain", stream: stream) }.serve()
        defer { server.stop() }
        let client = try RawClient(server.addresses[0])
        try client.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        var written = 0
        // What the sockets' own buffers take is some megabytes.
        #expect(
            wait { () -> Bool in
                var room = 1000
                while room > 0, stream.write([UInt8](repeating: 0, count: 10_000)) {
                    (written, room) = (written + 1, room - 1)
                }
                return room > 0 && written > 20
            })
        #expect(!stream.write([UInt8](repeating: 0, count: 100_001)))
    }

    @Test func `Stopping ends streams`() throws {
        var options = HTTPServerOptions()
        options.grace = 50_000_000
        let stream = HTTPStream()
        let (server, url) = try TestHandler { _ in HTTPResponse(type: "text/plain", stream: stream) }.serve(options)
        let curl = try ChildProcess(["curl", "-sS", "-N", "--noproxy", "*", url])
        stream.write(Array("hello".utf8))
        #expect(wait { curl.output == "hello" })
        server.stop()
        #expect(try curl.wait().output == "hello")
    }
}
