import Testing

@testable import Configuration

@Suite struct EndpointTests {
    @Test(arguments: [
        ("127.0.0.1:1337", Endpoint.tcp(host: "127.0.0.1", port: 1337)),
        ("localhost:0", .tcp(host: "localhost", port: 0)),
        ("[::1]:5432", .tcp(host: "::1", port: 5432)),
        ("*:1337", .tcp(host: "*", port: 1337)),
        ("db-1.example_x.org:65535", .tcp(host: "db-1.example_x.org", port: 65_535)),
        ("unix:/run/postgresql", .unix(directory: "/run/postgresql", port: 5432)),
        ("unix:/run/postgresql/:5433", .unix(directory: "/run/postgresql", port: 5433)),
    ])
    func `Addresses to listen on`(text: String, endpoint: Endpoint) throws {
        #expect(try Endpoint.parse(text, as: .listen) == endpoint)
    }

    @Test func `An upstream needs no port`() throws {
        #expect(try Endpoint.parse("db", as: .upstream) == .tcp(host: "db", port: 5432))
        #expect(try Endpoint.parse("[fe80::1]", as: .upstream) == .tcp(host: "fe80::1", port: 5432))
    }

    @Test(arguments: [
        "", ":1337", "localhost", "localhost:", "localhost:-1", "localhost:65536", "localhost:+5", "::1:5432", "[::1",
        "[::1]5432", "[localhost]:1", "300.1.1.1:5", "1.2.3:5", "a b:5", "münchen:5", "unix:run", "unix:",
        "unix:/run:0",
        "unix:/run:x", "unix:/\(String(repeating: "d", count: 100))",
    ])
    func `Anything else is no address to listen on`(text: String) {
        #expect(throws: InvalidValue.self) { try Endpoint.parse(text, as: .listen) }
    }

    @Test(arguments: ["*", "*:5432", "localhost:0"])
    func `Some addresses cannot be connected to`(text: String) {
        #expect(throws: InvalidValue.self) { try Endpoint.parse(text, as: .upstream) }
    }

    @Test(arguments: ["127.0.0.1:1337", "[::1]:5432", "*:1337", "unix:/run/postgresql:5433"])
    func `An address is shown as it is configured`(text: String) throws {
        #expect(try Endpoint.parse(text, as: .listen).description == text)
    }

    @Test func `A Unix socket has PostgreSQL's name`() throws {
        #expect(try Endpoint.parse("unix:/run/x", as: .listen).socketPath == "/run/x/.s.PGSQL.5432")
        #expect(Endpoint.tcp(host: "a", port: 1).socketPath == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:1", "127.0.0.1:1", true), ("127.0.0.1:1", "127.0.0.1:2", false), ("*:1", "10.0.0.1:1", true),
        ("[::]:1", "10.0.0.1:1", false), ("[::]:1", "[::1]:1", true),
        ("[::]:1", "localhost:1", true), ("0.0.0.0:1", "10.0.0.1:1", true), ("0.0.0.0:1", "[::1]:1", false),
        ("localhost:1", "127.0.0.1:1", true), ("localhost:1", "[::1]:1", true), ("localhost:1", "127.0.0.2:1", false),
        ("*:0", "*:0", false), ("unix:/a:1", "unix:/a:1", true), ("unix:/a:1", "unix:/b:1", false),
        ("unix:/a:1", "*:1", false),
    ])
    func `Listeners overlap when both could not have their address`(a: String, b: String, expected: Bool) throws {
        let (first, second) = (try Endpoint.parse(a, as: .listen), try Endpoint.parse(b, as: .listen))
        #expect(first.overlaps(second) == expected)
        #expect(second.overlaps(first) == expected)
    }

    @Test func `Loopback is what no other machine reaches`() throws {
        for text in ["localhost:1", "127.9.9.9:1", "[::1]:1", "unix:/run:1"] {
            #expect(try Endpoint.parse(text, as: .listen).isLoopback, "\(text)")
        }
        for text in ["*:1", "0.0.0.0:1", "10.0.0.1:1", "[::]:1"] {
            #expect(try !Endpoint.parse(text, as: .listen).isLoopback, "\(text)")
        }
    }
}
