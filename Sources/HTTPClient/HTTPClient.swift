/// Makes requests. Each call blocks its thread until the answer is there.
public struct HTTPClient: Sendable {
    /// What the client calls itself.
    public var userAgent: String

    /// A client with a name.
    public init(userAgent: String = "keddah") { self.userAgent = userAgent }

    /// Makes one request. Redirects are not followed and proxies of the environment not used: what is asked is who
    /// was named. Asks at least once a second whether it is called off.
    public func send(
        _ call: HTTPCall, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(HTTPClientError) -> HTTPAnswer {
        let transfer = try Transfer(call, userAgent: userAgent, isCancelled)
        return try transfer.run()
    }

    /// Makes a request until it succeeds, cannot succeed, or was tried often enough.
    /// - Parameter pause: Waits so many nanoseconds; false when there is to be no further attempt.
    public func send(
        _ call: HTTPCall, retry policy: RetryPolicy, isCancelled: @escaping @Sendable () -> Bool = { false },
        pause: (UInt64) -> Bool
    ) throws(HTTPClientError) -> HTTPAnswer {
        var attempt = 1
        while true {
            let result: Result<HTTPAnswer, HTTPClientError>
            do throws(HTTPClientError) {
                result = .success(try send(call, isCancelled: isCancelled))
            } catch {
                result = .failure(error)
            }
            guard let delay = policy.delay(after: result, attempt: attempt), pause(delay) else {
                return try result.get()
            }
            attempt += 1
        }
    }
}
