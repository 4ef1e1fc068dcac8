import Glibc
import Synchronization

/// Finds the names of addresses with the system's resolver, many at once, and no longer than it may take.
public enum ReverseResolver {
    private static let threads = 32

    /// The name of each address, in their order; nil for those that have none or were not answered in time.
    public static func names(of addresses: [SocketAddress], within limit: Duration) -> [String?] {
        guard !addresses.isEmpty else { return [] }
        let deadline = Clock.monotonic() + nanoseconds(limit)
        let work = Work(addresses)
        for _ in 0..<min(threads, addresses.count) {
            // A look-up cannot be stopped: what comes too late finds nobody waiting, and its thread ends by itself.
            _ = try? Thread(name: "resolver") {
                pthread_detach(pthread_self())
                work.run()
            }
        }
        while !work.isDone {
            let now = Clock.monotonic()
            guard now < deadline else { break }
            work.finished.wait(atMost: deadline - now)
        }
        return work.stop()
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(max(0, min(seconds, 86_400))) * 1_000_000_000 + UInt64(max(0, attoseconds / 1_000_000_000))
    }

    /// What the threads share.
    private final class Work: Sendable {
        private struct State {
            var next = 0
            var left: Int
            var names: [String?]
        }

        let finished = Semaphore()
        private let addresses: [SocketAddress]
        private let state: Mutex<State>

        init(_ addresses: [SocketAddress]) {
            self.addresses = addresses
            state = Mutex(State(left: addresses.count, names: Array(repeating: nil, count: addresses.count)))
        }

        var isDone: Bool { state.withLock { $0.left == 0 } }

        /// The names so far; the threads take nothing more.
        func stop() -> [String?] {
            state.withLock { state in
                state.next = addresses.count
                return state.names
            }
        }

        /// Looks up addresses until none is left.
        func run() {
            while let index = take() {
                let name = ReverseResolver.name(of: addresses[index])
                let isLast = state.withLock { state in
                    state.names[index] = name
                    state.left -= 1
                    return state.left == 0
                }
                if isLast { finished.signal() }
            }
        }

        private func take() -> Int? {
            state.withLock { state in
                guard state.next < addresses.count else { return nil }
                state.next += 1
                return state.next - 1
            }
        }
    }

    private static func name(of address: SocketAddress) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = address.withSockaddr {
            getnameinfo($0, $1, &text, socklen_t(text.count), nil, 0, NI_NAMEREQD)
        }
        guard code == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
