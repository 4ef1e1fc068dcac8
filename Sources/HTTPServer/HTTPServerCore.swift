import Platform
import Synchronization

/// What all listeners of a server share.
final class HTTPServerCore: Sendable {
    let handler: any HTTPHandler
    let options: HTTPServerOptions
    let connections = ConnectionTable()
    private let quick: WorkerPool
    private let long: WorkerPool
    private let exchanges = Mutex<[ObjectIdentifier: Exchange]>([:])
    private let unsent = Atomic<Int>(0)
    private let stopping = Atomic<Bool>(false)

    init(_ handler: any HTTPHandler, _ options: HTTPServerOptions) throws(SystemError) {
        self.handler = handler
        self.options = options
        quick = try WorkerPool(name: "http", threads: 2, waiting: options.waiting)
        long = try WorkerPool(name: "http-long", threads: max(1, options.longWorkers), waiting: options.waiting)
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    func pool(isLong: Bool) -> WorkerPool { isLong ? long : quick }

    func begin(_ exchange: Exchange) { exchanges.withLock { $0[ObjectIdentifier(exchange)] = exchange } }

    func end(_ exchange: Exchange) {
        connections.expect(exchange.number, within: options.headerTimeout)
        exchanges.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(exchange)) }
        unsent.subtract(exchange.unsent, ordering: .relaxed)
    }

    /// Counts the body of an answer until its exchange ends; false when too much is waiting to be read already.
    func reserve(_ bytes: Int) -> Bool {
        let before = unsent.add(bytes, ordering: .relaxed).oldValue
        if before <= 0 || before + bytes <= options.unsentBytes { return true }
        unsent.subtract(bytes, ordering: .relaxed)
        return false
    }

    private var running: [Exchange] { exchanges.withLock { Array($0.values) } }

    /// Ends what takes too long.
    func enforceTimeouts() {
        let now = Clock.monotonic()
        connections.endOverdue(now: now)
        for exchange in running { exchange.expire(now: now) }
    }

    /// Whether anybody waits for an answer; a request that is not there whole has none to come.
    private var isAnswering: Bool { running.contains { $0.isUnderWay } }

    /// Lets what runs come to its end; what does not is answered that the server ends.
    func drain() {
        stopping.store(true, ordering: .releasing)
        let deadline = Clock.monotonic() &+ options.grace
        let pause = Semaphore()
        while isAnswering, Clock.monotonic() < deadline { pause.wait(atMost: 5_000_000) }
        let last = Clock.monotonic() &+ 500_000_000
        for exchange in running { exchange.end() }
        while isAnswering, Clock.monotonic() < last { pause.wait(atMost: 2_000_000) }
        quick.stop()
        long.stop()
    }
}
