import HTTPServer

/// Who may ask for something.
enum Access: Equatable {
    /// Everybody.
    case open
    /// Everybody if the configuration says so, else who may read.
    case metrics
    /// Who has a key of this scope or a larger one.
    case scope(AccessScope)
}

/// Something that can be asked for: the table of routes is what requests are held against and what the OpenAPI
/// document is made from.
struct APIRoute: Sendable {
    typealias Answer = @Sendable (APIContext, APIRequest) throws(APIFailure) -> HTTPResponse

    /// A parameter of the path or of the query.
    struct Parameter: Sendable {
        let name: String
        let summary: String
        var isFlag = false
    }

    static let json = "application/json"
    static let text = "text/plain; charset=utf-8"
    /// What a query's arguments may take.
    static let bodyLimit = 1 << 20

    let method: String
    /// The path; a segment in braces stands for any.
    let path: String
    let access: Access
    let summary: String
    var parameters: [Parameter] = []
    /// Whether a JSON object follows as the body.
    var takesBody = false
    /// Whether asking changes something, even with GET.
    var changesSomething = false
    /// Whether the answer is there at once and needs no worker, so that it comes when all are busy.
    var isInstant = false
    /// Whether the answer may take seconds.
    var isLong = false
    /// The kinds of answer.
    var answers = [json]
    let answer: Answer

    /// What stands in the place of the braces, nil when the path is another's.
    func match(_ path: String) -> [String: String]? {
        let (own, asked) = (Self.segments(self.path), Self.segments(path))
        guard own.count == asked.count else { return nil }
        var found: [String: String] = [:]
        for (pattern, segment) in zip(own, asked) {
            if pattern.hasPrefix("{") {
                guard !segment.isEmpty else { return nil }
                found[String(pattern.dropFirst().dropLast())] = String(segment)
            } else if pattern != segment {
                return nil
            }
        }
        return found
    }

    private static func segments(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }
}

/// A request with what stood in the path.
struct APIRequest: Sendable {
    let http: HTTPRequest
    let path: [String: String]

    /// Whether a flag of the query is set, as `?pretty` or `?pretty=1`.
    func flag(_ name: String) -> Bool {
        guard let value = http.target[name] else { return false }
        return !["0", "false", "no"].contains(value.lowercased())
    }
}

/// What answers are made from.
struct APIContext: Sendable {
    let sensor: SensorState
    let gate: QueryGate
    let counters: RequestCounters
    /// What one query's groups may take, in bytes.
    let queryMemory: Int
    /// How long a query may take.
    let queryTimeout: Duration
}
