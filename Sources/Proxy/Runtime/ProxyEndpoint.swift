import Observations
import Synchronization

/// A proxy as its loops share it: settings that a reload may change, and counts.
final class ProxyEndpoint: Sendable {
    private let current: Mutex<ProxyOptions>
    /// Sessions that are open.
    let sessions = Atomic<Int>(0)
    /// Those of them whose start-up packet was there.
    let clients = Atomic<Int>(0)
    /// Sessions since the start.
    let accepted = Atomic<Int>(0)
    /// Sessions that were refused or whose upstream could not be reached.
    let failed = Atomic<Int>(0)
    /// Sessions by client address, and by user once they are let in.
    let addresses = Population<IPAddress>()
    let users = Population<String>()
    /// The keys by which clients may cancel the statements of sessions.
    let cancelKeys = CancelKeys()
    /// Requests with keys that nobody has, by which somebody may guess one; and those that are passed on.
    let guessLimit = AddressLimit(perSecond: 20, burst: 20)
    let cancelLimit = AddressLimit(perSecond: 100, burst: 100)

    init(_ settings: ProxyOptions) { current = Mutex(settings) }

    var settings: ProxyOptions { current.withLock { $0 } }

    func update(_ settings: ProxyOptions) { current.withLock { $0 = settings } }
}
