import Platform
import Synchronization

@testable import HTTPServer

/// A handler whose parts a test fills in.
final class TestHandler: HTTPHandler {
    typealias Answer = @Sendable (HTTPRequest) -> HTTPResponse

    let log = Mutex<[(path: String, status: Int)]>([])
    private let admission: @Sendable (HTTPRequest) -> Admission
    private let reply: Answer

    init(admit: @escaping @Sendable (HTTPRequest) -> Admission, _ reply: @escaping Answer) {
        admission = admit
        self.reply = reply
    }

    convenience init(_ reply: @escaping Answer = { HTTPResponse(text: "\($0.method) \($0.target.path)\n") }) {
        self.init(admit: { _ in .admit(bodyLimit: 1000, isLong: true) }, reply)
    }

    func admit(_ request: HTTPRequest) -> Admission { admission(request) }
    func answer(_ request: HTTPRequest) -> HTTPResponse { reply(request) }

    func failure(_ failure: HTTPServerFailure) -> HTTPResponse {
        HTTPResponse(status: failure.status, text: "failure: \(failure)\n")
    }

    func answered(_ request: HTTPRequest, status: Int, bytes: Int?, nanoseconds: UInt64) {
        log.withLock { $0.append((request.target.path, status)) }
    }

    /// A server on a free port of loopback, and its URL.
    func serve(_ options: HTTPServerOptions = HTTPServerOptions()) throws -> (server: HTTPServer, url: String) {
        let server = try HTTPServer(on: [.v4(0x7f00_0001, port: 0)], self, options)
        return (server, "\(options.identity == nil ? "http" : "https")://127.0.0.1:\(server.addresses[0].port)")
    }
}
