import API
import Catalog
import Observations
import Platform

/// Asks something of the main loop from another thread.
struct MainLoop: Sendable {
    let remote: EventLoop.Remote

    /// What `body` yields on the main loop; nil when it has not come to it in so many seconds.
    func ask<Value: Sendable>(seconds: UInt64, _ body: @escaping @Sendable () -> Value) -> Value? {
        let reply = Handoff<Value>()
        remote.submit { _ in reply.give(body()) }
        return reply.wait(atMost: seconds * 1_000_000_000)
    }
}

extension Sensor {
    /// What the API knows of this sensor. Its workers ask, the main loop answers.
    func state(name: String, store: String, started: UInt64, _ remote: EventLoop.Remote) -> SensorState {
        let (sensor, main) = (LoopBound(self), MainLoop(remote: remote))
        var state = SensorState(sensor: name, version: Version.text, started: started, store: store) {
            main.ask(seconds: 5) { sensor.value.status }
        }
        state.flush = {
            let done = Handoff<String?>()
            remote.submit { _ in sensor.value.flush { done.give($0) } }
            return done.wait(atMost: 10_000_000_000) ?? "the sensor does not answer"
        }
        state.reload = {
            let result = main.ask(seconds: 30) { () -> Result<String, ReloadFailure> in
                do {
                    return .success(try sensor.value.reloadConfiguration())
                } catch {
                    return .failure(ReloadFailure("\(error)"))
                }
            }
            return result ?? .failure(ReloadFailure("the sensor does not answer"))
        }
        state.flows = { iface in main.ask(seconds: 5) { sensor.value.flows(of: iface) } ?? nil }
        state.addresses = HostLookUp.addresses(of:)
        state.normalizedSQL = { fingerprints in
            guard let catalog = try? Catalog(path: StoreFiles.catalog(store), mode: .readOnly) else { return [:] }
            return (try? catalog.normalized(fingerprints: fingerprints)) ?? [:]
        }
        return state
    }
}
