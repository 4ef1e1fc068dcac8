import HTTPServer
import Platform
import Synchronization
import TLS
import TestSupport

/// A server for a client to talk to.
final class Peer: Sendable {
    private final class Handler: HTTPHandler {
        let count = Atomic<Int>(0)
        let reply: @Sendable (HTTPRequest) -> HTTPResponse

        init(_ reply: @escaping @Sendable (HTTPRequest) -> HTTPResponse) { self.reply = reply }

        func admit(_ request: HTTPRequest) -> Admission { .admit(bodyLimit: 1 << 20) }
        func failure(_ failure: HTTPServerFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
        func answered(_ request: HTTPRequest, status: Int, bytes: Int?, nanoseconds: UInt64) {}

        func answer(_ request: HTTPRequest) -> HTTPResponse {
            count.add(1, ordering: .relaxed)
            return reply(request)
        }
    }

    private let handler: Handler
    private let server: HTTPServer
    let url: String

    init(_ identity: TLSContext.Identity? = nil, _ reply: @escaping @Sendable (HTTPRequest) -> HTTPResponse) throws {
        handler = Handler(reply)
        var options = HTTPServerOptions()
        options.identity = identity.map {
            .init(certificate: textOfFile($0.certificate), key: textOfFile($0.key))
        }
        server = try HTTPServer(on: [.v4(0x7f00_0001, port: 0)], handler, options)
        url = "\(identity == nil ? "http" : "https")://127.0.0.1:\(server.addresses[0].port)"
    }

    deinit { server.stop() }

    /// How many requests were answered.
    var count: Int { handler.count.load(ordering: .relaxed) }
}
