import Glibc
import Synchronization
import Testing

@testable import Platform

/// Records what happens on a descriptor.
private final class Recorder: EventHandler {
    var events: [(events: EventSet, tag: Int)] = []
    var onEvent: () -> Void = {}

    func handle(_ events: EventSet, tag: Int) {
        self.events.append((events, tag))
        onEvent()
    }
}

/// Two connected non-blocking sockets.
private func socketPair() -> (Int32, Int32) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    precondition(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    return (ends[0], ends[1])
}

@Suite struct EventLoopTests {
    @Test func `A handler is called while there is something to read`() throws {
        let loop = try EventLoop()
        let (a, b) = socketPair()
        defer { for end in [a, b] { close(end) } }
        let handler = Recorder()
        let registration = try loop.register(a, for: .readable, handler: handler, tag: 7)
        defer { handler.onEvent = {} }
        handler.onEvent = { if handler.events.count == 3 { loop.stop() } }
        #expect(write(b, "x", 1) == 1)
        loop.run()
        #expect(handler.events.count == 3)
        #expect(handler.events.allSatisfy { $0.events == .readable && $0.tag == 7 })
        loop.remove(registration, a)
    }

    @Test func `What is not wanted is not reported, a hang-up always is`() throws {
        let loop = try EventLoop()
        let (a, b) = socketPair()
        defer { close(a) }
        let handler = Recorder()
        let registration = try loop.register(a, for: .readable, handler: handler)
        loop.modify(registration, a, for: [])
        #expect(write(b, "x", 1) == 1)
        loop.schedule(after: 1_000_000) { close(b) }
        handler.onEvent = { loop.stop() }
        loop.run()
        #expect(handler.events.map(\.events) == [.hangUp])
        loop.remove(registration, a)
    }

    @Test func `A descriptor that was removed in the same round is told nothing`() throws {
        let loop = try EventLoop()
        let pairs = [socketPair(), socketPair()]
        defer { for pair in pairs { for end in [pair.0, pair.1] { close(end) } } }
        let handlers = [Recorder(), Recorder()]
        var registrations: [EventLoop.Registration] = []
        for (pair, handler) in zip(pairs, handlers) {
            registrations.append(try loop.register(pair.0, for: .readable, handler: handler))
            #expect(write(pair.1, "x", 1) == 1)
        }
        defer { for handler in handlers { handler.onEvent = {} } }
        // Whichever comes first removes the other, and gives its slot to a third.
        let third = Recorder()
        let fresh = socketPair()
        defer { for end in [fresh.0, fresh.1] { close(end) } }
        for (number, handler) in handlers.enumerated() {
            handler.onEvent = {
                loop.remove(registrations[1 - number], pairs[1 - number].0)
                _ = try? loop.register(fresh.0, for: .readable, handler: third)
                loop.stop()
            }
        }
        loop.run()
        #expect(handlers.map(\.events.count).sorted() == [0, 1])
        #expect(third.events.isEmpty)
    }

    @Test func `Jobs of other threads run in their order on the loop`() throws {
        let loop = try EventLoop()
        let remote = loop.remote
        let order = Mutex<[Int]>([])
        let runner = pthread_self()
        let thread = try Thread(name: "submitter") {
            for number in 0..<1_000 {
                remote.submit { loop in
                    #expect(pthread_equal(pthread_self(), runner) != 0)
                    order.withLock { $0.append(number) }
                    if number == 999 { loop.stop() }
                }
            }
        }
        loop.run()
        thread.join()
        #expect(order.withLock { $0 } == Array(0..<1_000))
    }

    @Test func `A job may submit jobs`() throws {
        let loop = try EventLoop()
        loop.remote.submit { $0.remote.submit { $0.remote.submit { $0.stop() } } }
        loop.run()
    }

    @Test func `Timers fire in the order of their time, and not when cancelled`() throws {
        let loop = try EventLoop()
        var fired: [Int] = []
        let began = Clock.monotonic()
        loop.schedule(after: 30_000_000) {
            fired.append(3)
            loop.stop()
        }
        loop.schedule(after: 10_000_000) { fired.append(1) }
        let cancelled = loop.schedule(after: 15_000_000) { fired.append(9) }
        loop.schedule(after: 20_000_000) { fired.append(2) }
        loop.cancel(cancelled)
        loop.run()
        #expect(fired == [1, 2, 3])
        #expect(Clock.monotonic() - began >= 30_000_000)
    }

    @Test func `The load is the share of time that was worked`() throws {
        let loop = try EventLoop()
        loop.schedule(after: 1) {
            let end = Clock.monotonic() + 50_000_000
            while Clock.monotonic() < end {}
        }
        loop.schedule(after: 60_000_000) { loop.stop() }
        loop.run()
        let load = loop.takeLoad()
        #expect(load > 0.5 && load <= 1, "\(load)")
        #expect(loop.takeLoad() == 0)
    }

    @Test func `A descriptor that cannot be watched is an error`() throws {
        let loop = try EventLoop()
        let error = #expect(throws: SystemError.self) {
            _ = try loop.register(-1, for: .readable, handler: Recorder())
        }
        #expect(error?.code == EBADF)
    }

    @Test func `Jobs that never ran go with their loop`() throws {
        final class Held: Sendable {}
        weak var before: Held?
        weak var after: Held?
        var loop: EventLoop? = try EventLoop()
        let remote = try #require(loop?.remote)
        do {
            let held = Held()
            before = held
            remote.submit { _ in _ = (held, remote) }
        }
        #expect(before != nil)
        loop = nil
        #expect(before == nil)
        do {
            let held = Held()
            after = held
            remote.submit { _ in _ = (held, remote) }
        }
        #expect(after == nil)
    }
}
