import Platform
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Nobody can use a server up: what takes too long or is too much comes to an end.
@Suite struct HTTPLimitTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `A client that sends its header a byte at a time is let go`() throws {
        var options = HTTPServerOptions()
        options.headerTimeout = Self.second / 2
        let (server, url) = try TestHandler().serve(options)
        defer { server.stop() }
        let client = try RawClient(server.addresses[0])
        var isOpen = true
        wait(seconds: 5) {
            isOpen = (try? client.send([0x47])) != nil && server.connections > 0
            return !isOpen
        }
        #expect(!isOpen)
        #expect(try Curl.get(url).status == 200)
    }

    @Test func `A client that never finishes its body is let go`() throws {
        var options = HTTPServerOptions()
        options.headerTimeout = Self.second
        options.bodyTimeout = Self.second / 2
        let handler = TestHandler(admit: { _ in .admit(bodyLimit: 1 << 20) }, { _ in HTTPResponse() })
        let (server, _) = try handler.serve(options)
        defer { server.stop() }
        let client = try RawClient(server.addresses[0])
        try client.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n".utf8))
        #expect(wait(seconds: 5) { (try? client.send([0x78])) == nil || server.connections == 0 })
    }

    @Test func `A client that does not read its answer is let go`() throws {
        var options = HTTPServerOptions()
        options.bodyTimeout = Self.second / 2
        options.headerTimeout = 2 * Self.second
        options.slowestReader = 1 << 40
        let (server, _) = try TestHandler { _ in HTTPResponse([UInt8](repeating: 0, count: 50_000_000)) }
            .serve(options)
        defer { server.stop() }
        let client = try RawClient(server.addresses[0])
        try client.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(wait { server.connections == 1 })
        #expect(wait(seconds: 3) { server.connections == 0 })
    }

    @Test func `Many idle connections leave room for those who ask`() throws {
        let (server, url) = try TestHandler().serve()
        defer { server.stop() }
        let idle = try (0..<200).map { _ in try RawClient(server.addresses[0]) }
        #expect(wait { server.connections == 200 })
        #expect(try Curl.get(url).status == 200)
        withExtendedLifetime(idle) {}
    }

    @Test func `One address gets only so many connections`() throws {
        var options = HTTPServerOptions()
        options.connectionsPerAddress = 5
        let (server, _) = try TestHandler().serve(options)
        defer { server.stop() }
        let clients = try (0..<20).map { _ in try RawClient(server.addresses[0]) }
        #expect(wait { server.connections == 5 })
        #expect(server.connections <= 5)
        withExtendedLifetime(clients) {}
    }

    @Test func `A handler that takes too long is answered for`() throws {
        var options = HTTPServerOptions()
        options.requestTimeout = Self.second / 5
        let hold = Semaphore()
        let (server, url) = try TestHandler { request in
            if request.target.path == "/slow" { hold.wait(atMost: 5 * Self.second) }
            return HTTPResponse(text: "done")
        }.serve(options)
        defer { server.stop() }
        let answer = try Curl.get("\(url)/slow", "\(url)/slow")
        #expect(answer.status == 503)
        #expect(answer.body.contains("timeout"))
        #expect(try Curl.get(url).body == "done")
        hold.signal()
        hold.signal()
    }

    @Test func `Slow answers do not delay quick ones, and too many are refused`() throws {
        var options = HTTPServerOptions()
        options.longWorkers = 1
        options.waiting = 1
        let hold = Semaphore()
        let entered = Mutex(0)
        let handler = TestHandler(
            admit: { .admit(bodyLimit: 0, isLong: $0.target.path == "/slow") },
            { request in
                guard request.target.path == "/slow" else { return HTTPResponse(text: "quick") }
                entered.withLock { $0 += 1 }
                hold.wait(atMost: 10 * Self.second)
                return HTTPResponse(text: "slow")
            })
        let (server, url) = try handler.serve(options)
        defer { server.stop() }
        let clients = try (0..<3).map { _ in try RawClient(server.addresses[0]) }
        let request = Array("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for client in clients { try client.send(request) }
        // One runs, one waits, the third is refused.
        #expect(wait { handler.log.withLock { $0.map(\.status) } == [503] })
        #expect(wait { entered.withLock { $0 } == 1 })
        #expect(try Curl.get("\(url)/quick").body == "quick")
        hold.signal()
        hold.signal()
        #expect(wait { handler.log.withLock { $0.filter { $0.status == 200 }.count } == 3 })
    }

    @Test func `Stopping lets a request come to its end`() throws {
        let (hold, entered) = (Semaphore(), Semaphore())
        let (server, url) = try TestHandler { _ in
            entered.signal()
            hold.wait(atMost: 5 * Self.second)
            return HTTPResponse(text: "finished")
        }.serve()
        let curl = try ChildProcess(["curl", "-sS", "--noproxy", "*", url])
        entered.wait(atMost: 5 * Self.second)
        let stopped = Mutex(false)
        let stopper = try Thread(name: "stopper") {
            server.stop()
            stopped.withLock { $0 = true }
        }
        #expect(!stopped.withLock { $0 })
        hold.signal()
        #expect(try curl.wait().output == "finished")
        stopper.join()
    }

    @Test func `Stopping does not wait for a request that hangs`() throws {
        var options = HTTPServerOptions()
        options.grace = Self.second / 10
        let (hold, entered) = (Semaphore(), Semaphore())
        let (server, url) = try TestHandler { _ in
            entered.signal()
            hold.wait(atMost: 20 * Self.second)
            return HTTPResponse()
        }.serve(options)
        let curl = try ChildProcess(["curl", "-sS", "-w", "%{http_code}", "--noproxy", "*", url])
        entered.wait(atMost: 5 * Self.second)
        let start = Clock.monotonic()
        server.stop()
        #expect(Clock.monotonic() - start < 5 * Self.second)
        #expect(try curl.wait().output == "failure: stopping\n503")
        hold.signal()
    }
}
