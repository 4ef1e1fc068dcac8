import Platform
import Synchronization

/// A proxy as its loops share it: settings that a reload may change, and counts.
final class ProxyEndpoint: Sendable {
    private let current: Mutex<ProxyOptions>
    /// Sessions that are open.
    let sessions = Atomic<Int>(0)
    /// Sessions since the start.
    let accepted = Atomic<Int>(0)
    /// Sessions that were refused or whose upstream could not be reached.
    let failed = Atomic<Int>(0)

    init(_ settings: ProxyOptions) { current = Mutex(settings) }

    var settings: ProxyOptions { current.withLock { $0 } }

    func update(_ settings: ProxyOptions) { current.withLock { $0 = settings } }
}
