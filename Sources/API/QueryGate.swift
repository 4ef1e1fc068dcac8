import HTTPServer
import Platform
import Synchronization

/// Lets so many queries through: a bucket that fills with time, and a number that may run at once.
final class QueryGate: Sendable {
    private struct State {
        var limit: QueryRateLimit
        var tokens: Double
        var filled: UInt64
        var running = 0
    }

    private let state: Mutex<State>

    init(_ limit: QueryRateLimit, now: UInt64 = Clock.monotonic()) {
        state = Mutex(State(limit: limit, tokens: Double(limit.burst), filled: now))
    }

    /// Other limits from now on; how many may run at once stays, because the memory was shared out by it.
    func change(_ limit: QueryRateLimit) {
        state.withLock { state in
            (state.limit.perSecond, state.limit.burst) = (limit.perSecond, limit.burst)
            state.tokens = min(state.tokens, Double(limit.burst))
        }
    }

    /// Begins a query, whose end has to be told.
    /// - Throws: 429 with the time after which to try again.
    func enter(now: UInt64 = Clock.monotonic()) throws(APIFailure) {
        let wait = state.withLock { state -> Double? in
            guard state.running < state.limit.concurrent else { return 1 }
            // Another thread may have come with a later time.
            let passed = now > state.filled ? Double(now - state.filled) / 1_000_000_000 : 0
            state.tokens = min(Double(state.limit.burst), state.tokens + passed * state.limit.perSecond)
            state.filled = max(state.filled, now)
            guard state.tokens >= 1 else { return (1 - state.tokens) / max(state.limit.perSecond, 0.001) }
            state.tokens -= 1
            state.running += 1
            return nil
        }
        guard let wait else { return }
        let seconds = max(1, Int(min(wait, 3600).rounded(.up)))
        throw APIFailure(
            429, "too many queries", hint: "try again in \(seconds) s; dashboard.rate_limit says how many there may be",
            headers: [("Retry-After", "\(seconds)")])
    }

    /// A query has ended.
    func leave() { state.withLock { $0.running -= 1 } }

    /// Answers within the limits.
    func run(_ answer: () throws(APIFailure) -> HTTPResponse) throws(APIFailure) -> HTTPResponse {
        try enter()
        defer { leave() }
        return try answer()
    }
}
