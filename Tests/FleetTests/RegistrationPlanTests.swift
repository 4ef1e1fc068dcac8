import HTTPClient
import Testing

@testable import Fleet

@Suite struct RegistrationPlanTests {
    private let registration = Registration(registry: "http://r", identifier: "a/b ü", endpoint: "e")

    private func plan() -> RegistrationPlan {
        var plan = RegistrationPlan(interval: 1000, policy: RetryPolicy(firstDelay: 10, longestDelay: 80, jitter: 0))
        plan.change(to: registration)
        return plan
    }

    private func answer(_ status: Int) -> Result<HTTPAnswer, HTTPClientError> { .success(HTTPAnswer(status: status)) }

    @Test func `An identifier is escaped in the address`() {
        #expect(registration.refresh.url == "http://r/probes/a%2Fb%20%C3%BC")
    }

    @Test func `A key of the registry goes with every request`() {
        var registration = registration
        registration.registryKey = "secret"
        for call in [registration.creation, registration.refresh, registration.deletion] {
            #expect(call.headers.contains { $0 == ("Authorization", "Bearer secret") })
        }
    }

    @Test func `Each change of state is told once`() {
        var plan = plan()
        var events: [RegistrationPlan.Event?] = []
        for status in [500, 503, 400, 201, 200, 200, 404, 201, 500, 500, 200] {
            events.append(plan.took(plan.step!, answer(status), chance: 0).event)
        }
        #expect(events.map { $0 != nil } == [true, false, false, true, false, false, false, true, true, false, true])
        #expect(events[3] == .registered(registration))
    }

    @Test func `Pauses grow while it fails, and a refresh comes after the interval`() {
        var plan = plan()
        let pauses = [500, 500, 500, 500, 500].map { plan.took(plan.step!, answer($0), chance: 0).pause }
        #expect(pauses == [10, 20, 40, 80, 80])
        #expect(plan.took(plan.step!, answer(201), chance: 0).pause == 1000)
        #expect(plan.took(plan.step!, answer(500), chance: 0).pause == 10)
    }

    @Test func `A service that contradicts itself is left alone, longer and longer`() {
        var plan = plan()
        let results = [200, 404, 200, 404, 200, 404, 201].map { plan.took(plan.step!, answer($0), chance: 0) }
        #expect(results.map(\.pause) == [0, 10, 0, 20, 0, 40, 1000])
        #expect(results.map { $0.event != nil } == [false, true, false, false, false, false, true])
        // One that forgot is told again at once.
        #expect(plan.took(plan.step!, answer(404), chance: 0).pause == 0)
        #expect(plan.step == .create(registration))
    }

    @Test func `What was never registered is not removed`() {
        var plan = plan()
        plan.change(to: nil)
        #expect(plan.step == nil)
    }

    @Test func `A removal that fails does not keep another place waiting`() {
        var plan = plan()
        _ = plan.took(plan.step!, answer(201), chance: 0)
        var other = registration
        other.registry = "http://other"
        plan.change(to: other)
        #expect(plan.step == .delete(registration))
        _ = plan.took(plan.step!, answer(500), chance: 0)
        #expect(plan.step == .create(other))
    }
}
