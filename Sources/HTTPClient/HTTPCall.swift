/// A request to a server, and the limits that it is made under.
public struct HTTPCall: Sendable {
    /// The method.
    public var method: String
    /// The URL, http or https.
    public var url: String
    /// Header fields.
    public var headers: [(name: String, value: String)] = []
    /// The body; nil sends none.
    public var body: [UInt8]?
    /// How long a connection may take to come about; nanoseconds.
    public var connectTimeout: UInt64 = 10_000_000_000
    /// How long everything may take.
    public var timeout: UInt64 = 30_000_000_000
    /// A file of certificate authorities to trust instead of the system's, PEM.
    public var authorityFile: String?
    /// Whether the server's certificate is not looked at.
    public var skipsVerification = false
    /// What is kept of the answer's body, in bytes; more is an error.
    public var responseLimit = 1 << 20

    /// A call with the usual limits.
    public init(_ method: String, _ url: String) {
        self.method = method
        self.url = url
    }
}

/// What a server answered.
public struct HTTPAnswer: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields, in their order; names in lower case.
    public var headers: [(name: String, value: String)] = []
    /// The body.
    public var body: [UInt8] = []
    /// How many seconds the server asks to wait; nil when it does not.
    public var retryAfter: Int?

    /// An answer without a body.
    public init(status: Int) { self.status = status }

    /// The first value of a header field, by its name in lower case.
    public subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Whether the request was granted.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there is no answer.
public struct HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of trouble that callers treat differently.
    public enum Code: Sendable, Equatable {
        /// The URL or a header field cannot be sent.
        case request
        /// The server cannot be reached, or broke off.
        case connection
        /// The server's certificate is not to be trusted.
        case certificate
        /// It took too long.
        case timeout
        /// The answer is larger than it may be.
        case tooLarge
        /// Somebody called it off.
        case cancelled
    }

    /// The kind of trouble.
    public let code: Code
    /// What was wrong.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
