public import HTTPServer
public import Platform

/// What a key opens; each scope has all that is before it.
public enum AccessScope: Int, Sendable, Comparable {
    case read, write, admin

    /// By what they open.
    public static func < (a: AccessScope, b: AccessScope) -> Bool { a.rawValue < b.rawValue }

    /// The name, as the configuration has it.
    var name: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .admin: "admin"
        }
    }
}

/// A key that gives access, of which only the digest is known.
public struct AccessKey: Sendable, Equatable {
    let name: String
    let digest: [UInt8]
    let scope: AccessScope

    /// A key with the SHA-256 digest of its text.
    public init(name: String, digest: [UInt8], scope: AccessScope) {
        self.name = name
        self.digest = digest
        self.scope = scope
    }
}

/// How many queries are answered.
public struct QueryRateLimit: Sendable, Equatable {
    /// Queries a second, on average.
    public var perSecond: Double
    /// Queries at once after a pause.
    public var burst: Int
    /// Queries that run at the same time.
    public var concurrent: Int

    /// A limit.
    public init(perSecond: Double = 20, burst: Int = 40, concurrent: Int = 4) {
        self.perSecond = perSecond
        self.burst = burst
        self.concurrent = concurrent
    }
}

/// How the API is served.
public struct APIOptions: Sendable {
    /// Where it listens.
    public var listen: [SocketAddress]
    /// The certificate; nil serves without TLS, which is for loopback alone.
    public var identity: HTTPServerOptions.Identity?
    /// Who has access; nobody when empty, beside what is open to all.
    public var keys: [AccessKey] = []
    /// Whether metrics need no key.
    public var hasPublicMetrics = false
    /// Names under which it is reached, beside addresses and `localhost`.
    public var hosts: [String] = []
    /// How long an answer may take, in nanoseconds.
    public var requestTimeout: UInt64 = 60_000_000_000
    /// How many queries are answered.
    public var rateLimit = QueryRateLimit()
    /// Whether each request is logged.
    public var logsRequests = false

    /// Listens somewhere, open to nobody.
    public init(listen: [SocketAddress]) { self.listen = listen }

    /// Why a sensor must not listen with these options; nil when it may.
    var objection: String? {
        guard let address = listen.first(where: { !$0.isLocal }) else { return nil }
        if keys.isEmpty { return "\(address) is beyond loopback, and dashboard.keys has no key" }
        return identity == nil ? "\(address) is beyond loopback, and dashboard.tls is missing" : nil
    }
}
