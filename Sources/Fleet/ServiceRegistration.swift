public import HTTPClient
public import Platform
import Synchronization

/// Makes a sensor known at a discovery service, and keeps it known, on a thread of its own.
public final class ServiceRegistration: Sendable {
    private struct State {
        var wanted: Registration?
        var isStopping = false
    }

    private let state: Mutex<State>
    private let wake = Semaphore()
    private let client: HTTPClient
    private let interval: UInt64
    private let policy: RetryPolicy
    private let thread = Mutex<Thread?>(nil)

    /// Begins to make something known; nil waits until there is something.
    /// - Parameters:
    ///   - version: The program's version, for the registry's log.
    ///   - interval: How often the entry is refreshed, in nanoseconds.
    ///   - policy: When a service that cannot be reached is asked again.
    public init(
        _ registration: Registration?, version: String, interval: UInt64 = 300_000_000_000,
        policy: RetryPolicy = RetryPolicy()
    ) throws(SystemError) {
        state = Mutex(State(wanted: registration))
        client = HTTPClient(userAgent: "keddah/\(version)")
        self.interval = interval
        self.policy = policy
        let thread = try Thread(name: "registration") { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// Something else is to be known; nil removes what is.
    public func update(_ registration: Registration?) {
        state.withLock { $0.wanted = registration }
        wake.signal()
    }

    /// Ends. What is known stays known: a sensor that starts again is the same one.
    public func stop() {
        state.withLock { $0.isStopping = true }
        wake.signal()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    private func run() {
        var plan = RegistrationPlan(interval: interval, policy: policy)
        while true {
            let current = state.withLock { $0 }
            if current.isStopping { return }
            plan.change(to: current.wanted)
            guard let step = plan.step else {
                wake.wait()
                continue
            }
            let (pause, event) = plan.took(step, ask(step), chance: Double.random(in: 0...1))
            if let event, !state.withLock({ $0.isStopping }) { Self.log(event) }
            if pause > 0 { wake.wait(atMost: pause) }
        }
    }

    private func ask(_ step: RegistrationPlan.Step) -> Result<HTTPAnswer, HTTPClientError> {
        do throws(HTTPClientError) {
            return .success(try client.send(step.call) { [self] in state.withLock { $0.isStopping } })
        } catch {
            return .failure(error)
        }
    }

    private static func log(_ event: RegistrationPlan.Event) {
        switch event {
        case .registered(let registration):
            Log.shared.info("registered at the discovery service", fields(registration))
        case .removed(let registration):
            Log.shared.info("removed from the discovery service", fields(registration))
        case .failing(let registration, let reason):
            Log.shared.warning(
                "the discovery service does not take what it is told",
                ["registry": registration.registry, "probe": registration.identifier, "reason": reason])
        }
    }

    private static func fields(_ registration: Registration) -> Log.Fields {
        ["registry": registration.registry, "probe": registration.identifier, "endpoint": registration.endpoint]
    }
}
