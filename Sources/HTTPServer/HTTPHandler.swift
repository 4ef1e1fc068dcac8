/// What becomes of a request whose header is there.
public enum Admission: Sendable {
    /// It is answered at once; its body is not looked at.
    case refuse(HTTPResponse)
    /// Its body is read, up to so many bytes, and then it is answered.
    /// - `user`: who it comes from, for the log.
    /// - `isLong`: whether the answer may take seconds.
    case admit(bodyLimit: Int, user: String? = nil, isLong: Bool = false)
}

/// Answers requests.
public protocol HTTPHandler: Sendable {
    /// Decides about a request by its header. Runs on the listener's own thread: it must not wait.
    func admit(_ request: HTTPRequest) -> Admission

    /// Answers a request. Runs on a worker thread and may take its time.
    func answer(_ request: HTTPRequest) -> HTTPResponse

    /// What is said when the server itself has to answer: a body too large, no time or no worker left.
    func failure(_ failure: HTTPServerFailure) -> HTTPResponse

    /// Learns how a request was answered. Runs on the listener's own thread: it must not wait.
    func answered(_ request: HTTPRequest, status: Int, bytes: Int?, nanoseconds: UInt64)
}

/// Why the server answers in a handler's place.
public enum HTTPServerFailure: Sendable, Equatable {
    /// The target cannot be read.
    case target
    /// The target is longer than it may be.
    case targetTooLarge(limit: Int)
    /// The header is larger than it may be.
    case headerTooLarge(limit: Int)
    /// Two readers of the header could understand it in two ways.
    case ambiguous
    /// The body is larger than it may be.
    case bodyTooLarge(limit: Int)
    /// The handler took longer than it may.
    case timeout(nanoseconds: UInt64)
    /// More requests wait than may.
    case busy
    /// The server is about to end.
    case stopping

    /// The status code of the answer.
    public var status: Int {
        switch self {
        case .target, .ambiguous: 400
        case .targetTooLarge: 414
        case .headerTooLarge: 431
        case .bodyTooLarge: 413
        case .timeout, .busy, .stopping: 503
        }
    }
}
