import HTTPServer
import Platform
import Synchronization
import TLS
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct HTTPClientTests {
    @Test func `A request arrives as it was made`() throws {
        let peer = try Peer { request in
            let fields = ["Content-Type", "X-More", "User-Agent", "Expect"].map { request.headers[$0] ?? "-" }
            let body = String(decoding: request.body, as: UTF8.self)
            return HTTPResponse(
                status: 202, text: "\(request.method) \(request.target.path) \(fields) \(body)"
            ).with("X-Answer", "yes")
        }
        var call = HTTPCall("PUT", peer.url + "/a%20b")
        call.headers = [("Content-Type", "application/json"), ("X-More", "1")]
        call.body = Array("{}".utf8)
        let answer = try HTTPClient(userAgent: "test").send(call)
        #expect(answer.status == 202)
        #expect(answer["x-answer"] == "yes")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text == #"PUT /a b ["application/json", "1", "test", "-"] {}"#)
    }

    @Test func `Redirects are not followed`() throws {
        let peer = try Peer { _ in HTTPResponse(status: 302).with("Location", "/elsewhere") }
        let answer = try HTTPClient().send(HTTPCall("GET", peer.url))
        #expect(answer.status == 302)
        #expect(answer["location"] == "/elsewhere")
        #expect(peer.count == 1)
    }

    @Test func `A wish to be left alone is read, as seconds`() throws {
        let peer = try Peer { _ in HTTPResponse(status: 429).with("Retry-After", "17") }
        #expect(try HTTPClient().send(HTTPCall("GET", peer.url)).retryAfter == 17)
    }

    @Test func `An answer that is too large is an error`() throws {
        let peer = try Peer { _ in HTTPResponse([UInt8](repeating: 0x78, count: 10_000)) }
        var call = HTTPCall("GET", peer.url)
        call.responseLimit = 9_999
        #expect { try HTTPClient().send(call) } throws: { ($0 as? HTTPClientError)?.code == .tooLarge }
        call.responseLimit = 10_000
        #expect(try HTTPClient().send(call).body.count == 10_000)
    }

    @Test func `A server that is not there, and one that says nothing`() throws {
        let silent = try Socket.listen(on: .v4(0x7f00_0001, port: 0))
        var call = HTTPCall("GET", "http://127.0.0.1:\(silent.localAddress?.port ?? 0)")
        call.timeout = 200_000_000
        #expect { try HTTPClient().send(call) } throws: { ($0 as? HTTPClientError)?.code == .timeout }
        call.url = "http://\(unusedAddress())"
        #expect { try HTTPClient().send(call) } throws: { ($0 as? HTTPClientError)?.code == .connection }
        withExtendedLifetime(silent.number) {}
    }

    @Test func `A call can be called off`() throws {
        let silent = try Socket.listen(on: .v4(0x7f00_0001, port: 0))
        let call = HTTPCall("GET", "http://127.0.0.1:\(silent.localAddress?.port ?? 0)")
        let start = Clock.monotonic()
        #expect { try HTTPClient().send(call, isCancelled: { true }) } throws: {
            ($0 as? HTTPClientError)?.code == .cancelled
        }
        #expect(Clock.monotonic() - start < 5_000_000_000)
        withExtendedLifetime(silent.number) {}
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a\r\nX: y/", "no url at all"])
    func `Only what is HTTP is asked`(url: String) {
        #expect { try HTTPClient().send(HTTPCall("GET", url)) } throws: {
            let code = ($0 as? HTTPClientError)?.code
            return code == .request
        }
    }

    @Test func `A header field cannot smuggle another`() {
        var call = HTTPCall("GET", "http://127.0.0.1:1")
        call.headers = [("X", "a\r\nEvil: yes")]
        #expect { try HTTPClient().send(call) } throws: { ($0 as? HTTPClientError)?.code == .request }
    }

    @Test func `Certificates are looked at unless told not to`() throws {
        let certificates = try Certificates.shared.get()
        let peer = try Peer(certificates.server) { _ in HTTPResponse(text: "secret") }
        var call = HTTPCall("GET", peer.url)
        #expect { try HTTPClient().send(call) } throws: { ($0 as? HTTPClientError)?.code == .certificate }
        call.authorityFile = certificates.authority
        #expect(try HTTPClient().send(call).status == 200)
        call.authorityFile = nil
        call.skipsVerification = true
        #expect(try HTTPClient().send(call).body == Array("secret".utf8))
    }

    @Test func `A request is made again until it succeeds`() throws {
        let peer = try Peer { [left = Atomic<Int>(2)] _ in
            left.subtract(1, ordering: .relaxed).oldValue > 0 ? HTTPResponse(status: 503) : HTTPResponse(text: "ok")
        }
        var pauses: [UInt64] = []
        let policy = RetryPolicy(attempts: 5, firstDelay: 10, longestDelay: 15, jitter: 0)
        let answer = try HTTPClient().send(HTTPCall("GET", peer.url), retry: policy) {
            pauses.append($0)
            return true
        }
        #expect(answer.status == 200)
        #expect(pauses == [10, 15])
    }
}

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(attempts: 3, firstDelay: 100, longestDelay: 5000, jitter: 0.5)

    @Test func `Pauses double up to the longest, less some chance`() {
        #expect(policy.delay(attempt: 1, chance: 0) == 100)
        #expect(policy.delay(attempt: 2, chance: 0) == 200)
        #expect(policy.delay(attempt: 2, chance: 1) == 100)
        #expect(policy.delay(attempt: 60, chance: 0) == 5000)
        #expect(RetryPolicy(firstDelay: .max).delay(attempt: 9, chance: 0) == RetryPolicy().longestDelay)
    }

    @Test func `What cannot succeed is not tried again`() {
        #expect(policy.delay(after: .success(HTTPAnswer(status: 401)), attempt: 1) == nil)
        #expect(policy.delay(after: .failure(HTTPClientError(.certificate, "")), attempt: 1) == nil)
        #expect(policy.delay(after: .success(HTTPAnswer(status: 500)), attempt: 1) != nil)
        #expect(policy.delay(after: .failure(HTTPClientError(.timeout, "")), attempt: 3) == nil)
    }

    @Test func `A server's wish is granted, within reason`() {
        var answer = HTTPAnswer(status: 503)
        answer.retryAfter = .max
        let patient = RetryPolicy(longestDelay: 60_000_000_000)
        #expect(patient.delay(after: .success(answer), attempt: 1) == 60_000_000_000)
        answer.retryAfter = 10
        #expect(patient.delay(after: .success(answer), attempt: 1) == 10_000_000_000)
    }
}
