import HTTPClient
import TLS
import TestSupport
import Testing

@testable import Fleet

@Suite struct ServiceRegistrationTests {
    private func registration(_ url: String) -> Registration {
        var registration = Registration(registry: url + "/", identifier: "edge", endpoint: "https://a.example/\"1\"")
        registration.keys = ["k1"]
        return registration
    }

    private func start(_ registration: Registration?, interval: UInt64 = 3_600_000_000_000) throws
        -> ServiceRegistration
    {
        try ServiceRegistration(
            registration, version: "test", interval: interval,
            policy: RetryPolicy(firstDelay: 5_000_000, longestDelay: 20_000_000))
    }

    private static let created =
        #"POST /probes {"identifier":"edge","endpoint":"https://a.example/\"1\"","versions":["v1"],"keys":["k1"]}"#
    private static let refreshed =
        #"PUT /probes/edge {"endpoint":"https://a.example/\"1\"","versions":["v1"],"keys":["k1"]}"#

    @Test func `A sensor registers, and refreshes its entry`() throws {
        let service = try DiscoveryService()
        let sensor = try start(registration(service.url), interval: 10_000_000)
        #expect(wait { service.requests.count >= 3 })
        sensor.stop()
        #expect(Array(service.requests.prefix(3)) == [Self.created, Self.refreshed, Self.refreshed])
        #expect(!service.requests.contains { $0.hasPrefix("DELETE") })
    }

    @Test func `An entry that was there already is made ours at once`() throws {
        let service = try DiscoveryService()
        try start(registration(service.url)).stopAfter { service.requests.count >= 1 }
        let second = try start(registration(service.url))
        #expect(wait { service.requests.count >= 3 })
        second.stop()
        #expect(service.requests == [Self.created, Self.created, Self.refreshed])
    }

    @Test func `A service that forgot is told again`() throws {
        let service = try DiscoveryService()
        let sensor = try start(registration(service.url), interval: 10_000_000)
        #expect(wait { !service.requests.isEmpty })
        service.forget()
        #expect(wait { service.requests.filter { $0.hasPrefix("POST") }.count == 2 })
        sensor.stop()
    }

    @Test func `Changes of the configuration take effect at once`() throws {
        let (first, second) = (try DiscoveryService(), try DiscoveryService())
        let sensor = try start(registration(first.url))
        #expect(wait { first.requests.count == 1 })
        var changed = registration(first.url)
        changed.endpoint = "https://b.example"
        sensor.update(changed)
        #expect(wait { first.requests.count == 2 })
        #expect(first.requests[1].contains(#"PUT /probes/edge {"endpoint":"https://b.example""#))
        changed.registry = second.url
        sensor.update(changed)
        #expect(wait { second.requests.count == 1 })
        #expect(first.requests[2] == "DELETE /probes/edge ")
        sensor.update(nil)
        #expect(wait { second.requests.count == 2 })
        #expect(second.requests[1] == "DELETE /probes/edge ")
        sensor.update(registration(second.url))
        // Where this comes while the entry is being removed, the new one is refreshed at once.
        #expect(wait { second.requests.count >= 3 })
        #expect(second.requests[2] == Self.created)
        sensor.stop()
    }

    @Test func `A service that is down is asked again until it is up`() throws {
        let port = freePort()
        let sensor = try start(registration("http://127.0.0.1:\(port)"))
        defer { sensor.stop() }
        let service = try DiscoveryService(port: port)
        #expect(wait { service.requests.first == Self.created })
    }

    @Test func `A service that fails is asked again, and stopping does not wait for it`() throws {
        let service = try DiscoveryService()
        service.fail(500)
        let sensor = try start(registration(service.url))
        #expect(wait { service.requests.count > 2 })
        service.fail(0)
        #expect(wait { service.requests.last == Self.created })
        sensor.stop()
    }

    @Test func `A certificate is looked at unless told not to`() throws {
        let service = try DiscoveryService(Certificates.shared.get().stranger)
        var registration = registration(service.url)
        let sensor = try start(registration)
        defer { sensor.stop() }
        registration.skipsVerification = true
        sensor.update(registration)
        #expect(wait { service.requests.first == Self.created })
    }
}

extension ServiceRegistration {
    fileprivate func stopAfter(_ condition: () -> Bool) {
        wait(until: condition)
        stop()
    }
}
