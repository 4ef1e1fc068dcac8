/// The answer to a request.
public struct HTTPResponse: Sendable {
    /// What follows the header.
    public enum Body: Sendable {
        /// All of it.
        case bytes([UInt8])
        /// What is written to a stream from now on.
        case stream(HTTPStream)
    }

    /// The status code.
    public var status: Int
    /// The header fields, beside those that the server adds.
    public var headers: HTTPHeaders
    /// What follows.
    public var body: Body

    /// An answer of bytes.
    public init(status: Int = 200, type: String? = nil, _ body: [UInt8] = []) {
        self.status = status
        self.body = .bytes(body)
        headers = HTTPHeaders()
        if let type { headers.set("Content-Type", type) }
    }

    /// An answer of text.
    public init(status: Int = 200, type: String = "text/plain; charset=utf-8", text: String) {
        self.init(status: status, type: type, Array(text.utf8))
    }

    /// An answer that goes on, such as events as they happen.
    public init(type: String, stream: HTTPStream) {
        self.init(type: type)
        body = .stream(stream)
    }

    /// The same answer with one more header field.
    public func with(_ name: String, _ value: String) -> HTTPResponse {
        var copy = self
        copy.headers.set(name, value)
        return copy
    }

    /// What every answer says to browsers unless it says otherwise: nothing is kept, guessed, framed or run.
    static let standardHeaders = [
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ]
}
