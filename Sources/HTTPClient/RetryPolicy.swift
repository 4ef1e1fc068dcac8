/// When a request that failed is made again: later and later, with some chance in it, so that many clients of a server
/// that comes back do not all come at once.
public struct RetryPolicy: Sendable, Equatable {
    /// How often it is tried at most.
    public var attempts: Int
    /// The pause after the first failure, in nanoseconds.
    public var firstDelay: UInt64
    /// The longest pause.
    public var longestDelay: UInt64
    /// How much shorter than planned a pause may be by chance, from 0 to 1.
    public var jitter: Double

    /// A policy; each pause is twice the one before.
    public init(
        attempts: Int = .max, firstDelay: UInt64 = 1_000_000_000, longestDelay: UInt64 = 300_000_000_000,
        jitter: Double = 0.25
    ) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.jitter = jitter
    }

    /// How long to wait after the attempt of a number (the first is 1); nil when there is no sense in another one.
    public func delay(after result: Result<HTTPAnswer, HTTPClientError>, attempt: Int) -> UInt64? {
        guard attempt < attempts, Self.isWorthAnotherTry(result) else { return nil }
        let planned = delay(attempt: attempt, chance: Double.random(in: 0...1))
        guard case .success(let answer) = result, let seconds = answer.retryAfter, seconds > 0 else { return planned }
        // A server's wish counts, within reason.
        return max(planned, min(longestDelay, UInt64(min(seconds, 86_400)) * 1_000_000_000))
    }

    /// The pause after an attempt; `chance` is from 0 to 1.
    public func delay(attempt: Int, chance: Double) -> UInt64 {
        let doublings = UInt64(max(0, min(attempt - 1, 40)))
        let (product, overflow) = firstDelay.multipliedReportingOverflow(by: 1 << doublings)
        let planned = overflow ? longestDelay : min(longestDelay, product)
        return planned - UInt64(Double(planned) * min(max(jitter, 0), 1) * min(max(chance, 0), 1))
    }

    /// Whether the same request could have another result later.
    public static func isWorthAnotherTry(_ result: Result<HTTPAnswer, HTTPClientError>) -> Bool {
        switch result {
        case .success(let answer):
            answer.status == 408 || answer.status == 425 || answer.status == 429
                || answer.status >= 500
        case .failure(let error): error.code == .connection || error.code == .timeout
        }
    }
}
