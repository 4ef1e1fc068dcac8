public import HTTPServer
public import Platform
import TLS

/// The HTTP server of a registry of probes.
public final class RegistryServer: HTTPHandler {
    private static let bodyLimit = 64 << 10

    /// How a registry is served.
    public struct Options: Sendable {
        /// Where it listens.
        public var listen: [SocketAddress]
        /// The certificate; nil serves without TLS.
        public var identity: HTTPServerOptions.Identity?
        /// What those who ask and who register have to know; nil lets everybody, which is for loopback alone.
        public var key: String?
        /// The file that keeps the probes; nil keeps them in memory.
        public var file: String?

        /// Listens somewhere, and forgets everything at the end.
        public init(listen: [SocketAddress]) { self.listen = listen }
    }

    private let registry: ProbeRegistry
    private let digest: [UInt8]?

    private init(_ options: Options) throws {
        registry = try ProbeRegistry(options.file.map { ProbeFile(path: $0) })
        digest = options.key.map { Digest.sha256(Array($0.utf8)) }
    }

    /// Listens and serves until the server is stopped.
    public static func start(_ options: Options) throws -> HTTPServer {
        if options.key == nil, let open = options.listen.first(where: { !$0.isLocal }) {
            throw APIServerError(description: "\(open) is beyond loopback: name a key with --key-file")
        }
        var limits = HTTPServerOptions()
        limits.identity = options.identity
        return try HTTPServer(on: options.listen, try RegistryServer(options), limits)
    }

    /// Lets those in who know the key.
    public func admit(_ request: HTTPRequest) -> Admission {
        guard HostCheck(names: []).allows(request.headers["Host"]) || digest != nil else {
            return .refuse(ProbeRegistry.refusal(421, "this is not the host that was asked for"))
        }
        if let digest {
            let words = (request.headers["Authorization"] ?? "").split(separator: " ")
            guard words.count == 2, words[0].lowercased() == "bearer",
                Digest.areEqual(Digest.sha256(Array(words[1].utf8)), digest)
            else {
                return .refuse(
                    ProbeRegistry.refusal(401, "the key is missing or wrong").with(
                        "WWW-Authenticate", "Bearer realm=\"keddah registry\""))
            }
        }
        if ["POST", "PUT"].contains(request.method) {
            do throws(APIFailure) {
                try APIHandler.checkType(request)
            } catch {
                return .refuse(ProbeRegistry.refusal(error.status, "\(error.error): \(error.hint)"))
            }
        }
        return .admit(bodyLimit: Self.bodyLimit)
    }

    /// Answers about `/probes` and `/probes/IDENTIFIER`.
    public func answer(_ request: HTTPRequest) -> HTTPResponse {
        let parts = request.target.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.first == "probes" else { return ProbeRegistry.refusal(404, "there is only /probes") }
        let identifier = parts.dropFirst().joined(separator: "/")
        switch (request.method, identifier.isEmpty) {
        case ("GET", true), ("HEAD", true): return registry.list()
        case ("POST", true): return registry.create(request.body)
        case ("GET", false), ("HEAD", false): return registry.find(identifier)
        case ("PUT", false): return registry.update(identifier, request.body)
        case ("DELETE", false): return registry.delete(identifier)
        default:
            let allowed = identifier.isEmpty ? "GET, HEAD, POST" : "GET, HEAD, PUT, DELETE"
            return ProbeRegistry.refusal(405, "this takes \(allowed)").with("Allow", allowed)
        }
    }

    /// Says what the server itself has to say.
    public func failure(_ failure: HTTPServerFailure) -> HTTPResponse {
        ProbeRegistry.refusal(failure.status, "\(failure)")
    }

    /// Notes what was changed.
    public func answered(_ request: HTTPRequest, status: Int, bytes: Int?, nanoseconds: UInt64) {
        guard request.method != "GET", request.method != "HEAD" else { return }
        Log.shared.info(
            "probe",
            [
                "method": request.method, "path": request.target.path, "status": status, "client": "\(request.peer)",
            ])
    }
}
