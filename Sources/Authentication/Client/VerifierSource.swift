public import Platform
import Synchronization

/// Finds the verifiers of users, on a thread of its own: in a list and by asking the server. Any thread may ask.
///
/// Verifiers are kept in memory for a short time, and nowhere else.
public final class VerifierSource: Sendable {
    /// How long and how much is kept.
    public struct Limits: Sendable {
        /// How long a verifier is used before it is looked up again.
        public var verifierLifetime: Duration = .seconds(30)
        /// How long nobody looks again for a user who was not found.
        public var failureLifetime: Duration = .seconds(1)
        /// How many users are kept.
        public var users = 1000
        /// How many may wait for a look-up.
        public var waiting = 1000

        /// The usual ones.
        public init() {}
    }

    /// Called with the user's secret, nil for none.
    public typealias Callback = @Sendable (StoredSecret?) -> Void

    private struct State {
        var cache: VerifierCache
        var queue: [String] = []
        var waiting: [String: [Callback]] = [:]
        var waitingCount = 0
        var isStopped = false
    }

    /// How long the connection to the server stays open without being used.
    private static let idleTime: UInt64 = 10_000_000_000

    private let userlist: Userlist?
    private let query: AuthenticationQuery?
    private let secret: [UInt8]
    private let name: String
    private let log: Log
    private let limits: Limits
    private let state: Mutex<State>
    private let wakeUp = Semaphore()
    private let thread = Mutex<Thread?>(nil)

    /// Starts a source that looks into a list, and asks the server for users who are not in it. `name` is the proxy's,
    /// for the log; `secret` is the one of its `ScramServer`s.
    public init(
        userlist: Userlist?, query: AuthenticationQuery?, name: String, secret: [UInt8], limits: Limits = Limits(),
        log: Log = .shared
    ) throws(SystemError) {
        self.userlist = userlist
        self.query = query
        self.name = name
        self.secret = secret
        self.limits = limits
        self.log = log
        state = Mutex(State(cache: VerifierCache(capacity: limits.users)))
        let thread = try Thread(name: "verifiers") { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// Asks for a user's secret. The callback is called once: now when the answer is known or too many wait already,
    /// otherwise later on the source's thread.
    public func lookUp(_ user: String, _ callback: @escaping Callback) {
        let known = state.withLock { state -> StoredSecret?? in
            if let known = state.cache.secret(of: user, at: Clock.monotonic()) { return known }
            guard !state.isStopped, state.waitingCount < limits.waiting else { return .some(nil) }
            if state.waiting[user] == nil { state.queue.append(user) }
            state.waiting[user, default: []].append(callback)
            state.waitingCount += 1
            return nil
        }
        if let known { callback(known) } else { wakeUp.signal() }
    }

    /// Forgets a user's verifier, which turned out to be out of date.
    public func forget(_ user: String) { state.withLock { $0.cache.remove(user) } }

    /// Ends the thread; who still waits gets nil. A source that is not stopped lives on.
    public func stop() {
        state.withLock { $0.isStopped = true }
        wakeUp.signal()
        thread.withLock { $0.take() }?.join()
    }

    // MARK: the thread

    private func run() {
        var connection: BackendConnection?
        var lastUse = Clock.monotonic()
        while true {
            if connection == nil { wakeUp.wait() } else { wakeUp.wait(atMost: Self.idleTime) }
            // Asked first: nobody is added once it is stopped.
            let isLastRound = isStopped
            for user in takeQueue() {
                let found = isStopped ? nil : find(user, &connection)
                for callback in settle(user, found) { callback(found) }
                lastUse = Clock.monotonic()
            }
            if isLastRound { return }
            if Clock.monotonic() - lastUse >= Self.idleTime { connection = nil }
        }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func takeQueue() -> [String] {
        state.withLock { state in
            defer { state.queue = [] }
            return state.queue
        }
    }

    private func settle(_ user: String, _ found: StoredSecret?) -> [Callback] {
        let lifetime = found == nil ? limits.failureLifetime : limits.verifierLifetime
        return state.withLock { state in
            state.cache.put(found, for: user, at: Clock.monotonic(), lifetime: lifetime.nanoseconds)
            let callbacks = state.waiting.removeValue(forKey: user) ?? []
            state.waitingCount -= callbacks.count
            return callbacks
        }
    }

    private func find(_ user: String, _ connection: inout BackendConnection?) -> StoredSecret? {
        do throws(BackendError) {
            if let known = userlist?[user] { return secret(known, of: user) }
            guard let query else { return reject(user, "is not in the list") }
            guard let text = try ask(query, user, &connection) else {
                return reject(user, "does not exist or has no password")
            }
            return secret(try Self.read(text), of: user)
        } catch {
            log.limited("verifiers of \(name)", every: 10).warning(
                "cannot look up a verifier", ["proxy": name, "user": user, "reason": error.description])
            return nil
        }
    }

    /// Asks the server; on a connection that broke meanwhile, once more on a new one.
    private func ask(
        _ query: AuthenticationQuery, _ user: String, _ connection: inout BackendConnection?
    ) throws(BackendError) -> String? {
        if let open = connection {
            do throws(BackendError) {
                return try query.secret(of: user, open)
            } catch {
                if open.isUsable { throw error }
                connection = nil
                if case .timeout = error { throw error }
            }
        }
        let new = try query.connect()
        let secret = try query.secret(of: user, new)
        connection = new
        return secret
    }

    private static func read(_ text: String) throws(BackendError) -> Userlist.Secret {
        do throws(ScramVerifier.Failure) {
            return try Userlist.Secret(text)
        } catch {
            throw .protocolViolation(error.description)
        }
    }

    private func secret(_ known: Userlist.Secret, of user: String) -> StoredSecret? {
        switch known {
        case .absent: return reject(user, "has no password")
        case .md5: return reject(user, "has an md5 password, with which SCRAM can do nothing")
        case .verifier(let verifier): return StoredSecret(verifier: verifier)
        case .password(let password):
            do throws(ScramVerifier.Failure) {
                return try StoredSecret(user: user, password: password, secret: secret)
            } catch {
                return reject(user, error.description)
            }
        }
    }

    private func reject(_ user: String, _ reason: String) -> StoredSecret? {
        log.limited("users of \(name)", every: 10).info(
            "no verifier for a user", ["proxy": name, "user": user, "reason": reason])
        return nil
    }
}
