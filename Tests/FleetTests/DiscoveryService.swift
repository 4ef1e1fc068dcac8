import HTTPServer
import Platform
import Synchronization
import TLS
import TestSupport

/// Plays the discovery service, and writes down every request to the byte.
final class DiscoveryService: Sendable {
    private final class Handler: HTTPHandler {
        struct State {
            var probes: Set<String> = []
            var requests: [String] = []
            var failing = 0
        }

        let state = Mutex(State())

        func admit(_ request: HTTPRequest) -> Admission { .admit(bodyLimit: 10_000) }
        func failure(_ failure: HTTPServerFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
        func answered(_ request: HTTPRequest, status: Int, bytes: Int?, nanoseconds: UInt64) {}

        func answer(_ request: HTTPRequest) -> HTTPResponse {
            let line = "\(request.method) \(request.target.path) \(String(decoding: request.body, as: UTF8.self))"
            return state.withLock { state in
                state.requests.append(line)
                if state.failing != 0 { return HTTPResponse(status: state.failing) }
                let name = String(request.target.path.split(separator: "/").dropFirst().first ?? "edge")
                switch request.method {
                case "POST": return HTTPResponse(status: state.probes.insert(name).inserted ? 201 : 200)
                case "PUT": return HTTPResponse(status: state.probes.contains(name) ? 200 : 404)
                default: return HTTPResponse(status: state.probes.remove(name) == nil ? 404 : 204)
                }
            }
        }
    }

    private let handler = Handler()
    private let server: HTTPServer
    let url: String

    init(port: UInt16 = 0, _ identity: TLSContext.Identity? = nil) throws {
        var options = HTTPServerOptions()
        options.identity = identity.map { .init(certificate: textOfFile($0.certificate), key: textOfFile($0.key)) }
        server = try HTTPServer(on: [.v4(0x7f00_0001, port: port)], handler, options)
        url = "\(identity == nil ? "http" : "https")://127.0.0.1:\(server.addresses[0].port)"
    }

    deinit { server.stop() }

    var requests: [String] { handler.state.withLock { $0.requests } }

    /// Forgets all probes.
    func forget() { handler.state.withLock { $0.probes = [] } }

    /// Answers with a status code from now on; 0 for what is right.
    func fail(_ status: Int) { handler.state.withLock { $0.failing = status } }
}
