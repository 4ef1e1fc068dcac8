public import Platform

/// A request, complete once its body is.
public struct HTTPRequest: Sendable {
    /// `GET`, `POST` …, as it was sent.
    public var method: String
    /// The path and the query.
    public var target: HTTPTarget
    /// The header fields.
    public var headers: HTTPHeaders
    /// The body; empty while a handler decides whether to admit the request.
    public var body: [UInt8]
    /// Who asks.
    public var peer: SocketAddress
    /// Whether it came encrypted.
    public var isEncrypted: Bool
    /// Who the handler found it to come from when it admitted it.
    public var user: String?

    /// A request from somewhere.
    public init(
        _ method: String, _ target: HTTPTarget, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
        peer: SocketAddress = .unix(""), isEncrypted: Bool = false
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.peer = peer
        self.isEncrypted = isEncrypted
    }

    /// What the header says about the length of the body; nil when it comes in chunks or not at all.
    var declaredLength: Int? { headers["Content-Length"].flatMap { Int($0) } }

    /// Whether a body follows the header.
    var hasBody: Bool { headers["Transfer-Encoding"] != nil || (declaredLength ?? 0) > 0 }

    /// Whether a proxy before us could have seen another body, or another user, than we do.
    var isAmbiguous: Bool {
        let lengths = headers.values("Content-Length")
        let codings = headers.values("Transfer-Encoding")
        if lengths.count + codings.count > 1 || headers.values("Authorization").count > 1 { return true }
        return codings.contains { $0.lowercased() != "chunked" } || lengths.contains { Int($0) == nil }
    }

    /// Whether the client waits for leave to send the body.
    var expectsLeave: Bool { headers["Expect"] != nil }
}
