import HTTPServer
import TLS

/// Finds out who asks.
struct AccessKeys {
    private static let shortestKey = 32

    let keys: [AccessKey]

    /// The key of a request's Authorization header: `Bearer KEY`, or goProbe's `digest KEY`.
    /// - Throws: 401 when there is none, or nobody has it.
    func authenticate(_ request: HTTPRequest) throws(APIFailure) -> AccessKey {
        guard !keys.isEmpty else {
            throw Self.refusal("nobody has access: the configuration has no dashboard.keys", Self.howToConfigure)
        }
        guard let header = request.headers["Authorization"] else {
            throw Self.refusal("a key is missing", Self.howToAsk)
        }
        let words = header.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, ["bearer", "digest"].contains(words[0].lowercased()) else {
            throw Self.refusal("the Authorization header holds no key", Self.howToAsk)
        }
        let key = Array(words[1].utf8)
        guard key.count >= Self.shortestKey else {
            throw Self.refusal("a key has at least \(Self.shortestKey) characters", Self.howToConfigure)
        }
        let digest = Digest.sha256(key)
        // Each is compared, so that the time taken does not tell which one was nearly right.
        var found: AccessKey?
        for candidate in keys where Digest.areEqual(candidate.digest, digest) { found = candidate }
        guard let found else { throw Self.refusal("nobody has this key", Self.howToAsk) }
        return found
    }

    private static let howToAsk = "send the header `Authorization: Bearer KEY`"
    private static let howToConfigure =
        "make a key with `openssl rand -hex 32` and put its SHA-256 digest into dashboard.keys"

    private static func refusal(_ error: String, _ hint: String) -> APIFailure {
        APIFailure(401, error, hint: hint, headers: [("WWW-Authenticate", "Bearer realm=\"keddah\"")])
    }
}
