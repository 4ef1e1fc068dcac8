import HTTPClient

/// Decides what has to be asked of a discovery service so that it knows what it should: a value without I/O.
struct RegistrationPlan {
    /// A request to be made.
    enum Step: Equatable {
        case create(Registration)
        case refresh(Registration)
        case delete(Registration)

        var registration: Registration {
            switch self {
            case .create(let registration), .refresh(let registration), .delete(let registration): registration
            }
        }

        var call: HTTPCall {
            switch self {
            case .create(let registration): registration.creation
            case .refresh(let registration): registration.refresh
            case .delete(let registration): registration.deletion
            }
        }
    }

    /// Something that a log should say, once.
    enum Event: Equatable {
        case registered(Registration)
        case removed(Registration)
        case failing(Registration, reason: String)
    }

    /// What should be known; nil for nothing.
    private(set) var wanted: Registration?
    /// What the service knows, as far as we do.
    private(set) var known: Registration?
    /// Entries to be removed before anything else.
    private var outdated: [Registration] = []
    private var isFailing = false
    /// Whether the next success is worth a word.
    private var isNews = true
    /// Whether the service has just said that it has an entry, which is about to be refreshed.
    private var isUnconfirmed = false
    private var failures = 0
    private let interval: UInt64
    private let policy: RetryPolicy

    init(interval: UInt64, policy: RetryPolicy) {
        self.interval = interval
        self.policy = policy
    }

    /// Something else should be known from now on.
    mutating func change(to registration: Registration?) {
        guard registration != wanted else { return }
        wanted = registration
        (failures, isFailing, isNews) = (0, false, true)
        if let known, registration.map({ !$0.isSameEntry(as: known) }) ?? true {
            outdated.append(known)
            self.known = nil
        }
        outdated.removeAll { old in registration.map { $0.isSameEntry(as: old) } ?? false }
    }

    /// What to ask next; nil when nothing should be known.
    var step: Step? {
        if let old = outdated.first { return .delete(old) }
        guard let wanted else { return nil }
        return known == nil ? .create(wanted) : .refresh(wanted)
    }

    /// Takes the answer to a step.
    /// - Returns: How long to wait until the next step, and what a log should say.
    mutating func took(
        _ step: Step, _ result: Result<HTTPAnswer, HTTPClientError>, chance: Double
    ) -> (pause: UInt64, event: Event?) {
        guard let reason = failure(of: step, result) else { return succeeded(step, result) }
        if case .refresh = step, case .success(let answer) = result, answer.status == 404 {
            // The service has forgotten us, or else it contradicts itself and is to be left alone for a while.
            (known, isNews) = (nil, true)
            guard isUnconfirmed else { return (0, nil) }
            isUnconfirmed = false
            return (pause(after: result, chance), report(step.registration, reason))
        }
        if case .delete = step {
            // It may be gone for good: another place must not wait for it.
            outdated.removeAll { $0 == step.registration }
            return (0, .failing(step.registration, reason: reason))
        }
        return (pause(after: result, chance), report(step.registration, reason))
    }

    private mutating func pause(after result: Result<HTTPAnswer, HTTPClientError>, _ chance: Double) -> UInt64 {
        failures += 1
        let planned = policy.delay(attempt: failures, chance: chance)
        guard case .success(let answer) = result, let seconds = answer.retryAfter else { return planned }
        return max(planned, min(policy.longestDelay, UInt64(clamping: min(seconds, 86_400)) * 1_000_000_000))
    }

    private mutating func report(_ registration: Registration, _ reason: String) -> Event? {
        defer { (isFailing, isNews) = (true, true) }
        return isFailing ? nil : .failing(registration, reason: reason)
    }

    private mutating func succeeded(
        _ step: Step, _ result: Result<HTTPAnswer, HTTPClientError>
    ) -> (pause: UInt64, event: Event?) {
        if case .delete(let old) = step {
            failures = 0
            outdated.removeAll { $0 == old }
            return (0, .removed(old))
        }
        known = step.registration
        // An entry that was there already may say something else, and is refreshed at once.
        if case .create = step, case .success(let answer) = result, answer.status != 201 {
            isUnconfirmed = true
            return (0, nil)
        }
        (failures, isFailing, isUnconfirmed) = (0, false, false)
        defer { isNews = false }
        return (interval, isNews ? .registered(step.registration) : nil)
    }

    /// Why a step has failed; nil when it has not.
    private func failure(of step: Step, _ result: Result<HTTPAnswer, HTTPClientError>) -> String? {
        switch result {
        case .failure(let error): return error.description
        case .success(let answer):
            if answer.isSuccess { return nil }
            if case .delete = step, answer.status == 404 { return nil }
            return "\(step.call.method) \(step.call.url): the service answered \(answer.status)"
        }
    }
}
