import API
import Catalog
import Observations
import Platform
import Synchronization

/// Asks something of the main loop from another thread.
final class MainLoop: Sendable {
    private static let second: UInt64 = 1_000_000_000
    private static let slice: UInt64 = 50_000_000

    let remote: EventLoop.Remote
    private let stopping = Atomic<Bool>(false)

    init(_ remote: EventLoop.Remote) { self.remote = remote }

    /// The loop answers no more, and nobody is to wait for it.
    func stop() { stopping.store(true, ordering: .releasing) }

    /// What `body` yields on the main loop; nil when it has not come to it in so many seconds.
    func ask<Value: Sendable>(seconds: UInt64, _ body: @escaping @Sendable () -> Value) -> Value? {
        let reply = Handoff<Value>()
        remote.submit { _ in reply.give(body()) }
        return wait(for: reply, seconds: seconds)
    }

    /// What is given within so many seconds; nil at once when the sensor stops.
    func wait<Value: Sendable>(for reply: Handoff<Value>, seconds: UInt64) -> Value? {
        let deadline = Clock.monotonic() &+ seconds * Self.second
        while !stopping.load(ordering: .acquiring), Clock.monotonic() < deadline {
            if let value = reply.wait(atMost: Self.slice) { return value }
        }
        return nil
    }
}

extension Sensor {
    /// What the API knows of this sensor. Its workers ask, the main loop answers.
    func state(name: String, store: String, started: UInt64, _ main: MainLoop) -> SensorState {
        let sensor = LoopBound(self)
        var state = SensorState(sensor: name, version: Version.text, started: started, store: store) {
            main.ask(seconds: 5) { sensor.value.status }
        }
        state.flush = {
            let done = Handoff<String?>()
            main.remote.submit { _ in sensor.value.flush { done.give($0) } }
            return main.wait(for: done, seconds: 10) ?? "the sensor does not answer"
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
