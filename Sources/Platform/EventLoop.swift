import CLinux
import Glibc
import Synchronization

/// What a descriptor can be waited for, as epoll's bits.
public struct EventSet: OptionSet, Sendable {
    /// epoll's bits.
    public let rawValue: UInt32
    /// A set from epoll's bits.
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// There is something to read, or the end.
    @inlinable
    public static var readable: EventSet { EventSet(rawValue: 0x001) }
    /// There is room to write.
    @inlinable
    public static var writable: EventSet { EventSet(rawValue: 0x004) }
    /// The connection broke.
    @inlinable
    public static var error: EventSet { EventSet(rawValue: 0x008) }
    /// Both directions ended.
    @inlinable
    public static var hangUp: EventSet { EventSet(rawValue: 0x010) }
}

/// Receives what happens on the descriptors that it registered. Called on the loop's own thread only.
public protocol EventHandler: AnyObject {
    /// Something happened on a descriptor; `tag` is what the handler gave when it registered it.
    func handle(_ events: EventSet, tag: Int)
}

/// A single-threaded epoll loop: descriptors, timers and jobs from other threads.
///
/// Level-triggered, so a handler may leave bytes unread and will be called again. Everything but `remote` belongs to
/// the thread that calls `run`.
public final class EventLoop {
    /// A registered descriptor: an index into the loop's slots with a generation, so that an event for a descriptor
    /// that was closed in the same round reaches nobody.
    public struct Registration: Hashable, Sendable {
        let slot: UInt32
        let generation: UInt32
    }

    private struct Slot {
        var handler: (any EventHandler)?
        var tag: Int32 = 0
        var generation: UInt32 = 0
    }

    private struct State {
        var slots: [Slot] = []
        var free: [UInt32] = []
        var timers = TimerQueue()
        var running = false
        /// Nanoseconds spent outside epoll_wait and in all, since the last look.
        var busy: UInt64 = 0
        var total: UInt64 = 0
        /// When the last round ended.
        var ended = Clock.monotonic()
    }

    private let epoll: FileDescriptor
    private let waker: EventDescriptor
    private var state = State()
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// Hands jobs to this loop from any thread.
    public let remote: Remote
    /// The monotonic time at which the current round of events began, in nanoseconds.
    public private(set) var now: UInt64 = Clock.monotonic()

    private static let wakeSlot: UInt64 = .max
    private static let batch = 256

    /// A loop that waits for nothing yet.
    public init() throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw .last("epoll_create1") }
        epoll = FileDescriptor(owning: number)
        waker = try EventDescriptor()
        remote = Remote(waker)
        events = .allocate(capacity: Self.batch)
        var event = epoll_event(events: EventSet.readable.rawValue, data: epoll_data_t(u64: Self.wakeSlot))
        epoll_ctl(epoll.number, EPOLL_CTL_ADD, waker.number, &event)
    }

    deinit {
        remote.close()
        events.deallocate()
    }

    /// Starts watching a descriptor, which must outlive the registration.
    public func register(
        _ descriptor: Int32, for events: EventSet, handler: any EventHandler, tag: Int = 0
    ) throws(SystemError) -> Registration {
        let index = state.free.popLast() ?? UInt32(state.slots.count)
        if Int(index) == state.slots.count { state.slots.append(Slot()) }
        let generation = state.slots[Int(index)].generation
        var event = Self.event(events, index, generation)
        guard epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            state.free.append(index)
            throw .last("epoll_ctl")
        }
        state.slots[Int(index)].handler = handler
        state.slots[Int(index)].tag = Int32(tag)
        return Registration(slot: index, generation: generation)
    }

    /// Changes what a descriptor is watched for; an empty set still reports errors and hang-ups.
    public func modify(_ registration: Registration, _ descriptor: Int32, for events: EventSet) {
        var event = Self.event(events, registration.slot, registration.generation)
        let result = epoll_ctl(epoll.number, EPOLL_CTL_MOD, descriptor, &event)
        precondition(result == 0, "a registered descriptor is open")
    }

    /// Stops watching a descriptor; call it before closing.
    public func remove(_ registration: Registration, _ descriptor: Int32) {
        precondition(state.slots[Int(registration.slot)].generation == registration.generation, "removed once")
        epoll_ctl(epoll.number, EPOLL_CTL_DEL, descriptor, nil)
        state.slots[Int(registration.slot)].handler = nil
        state.slots[Int(registration.slot)].generation &+= 1
        state.free.append(registration.slot)
    }

    private static func event(_ events: EventSet, _ slot: UInt32, _ generation: UInt32) -> epoll_event {
        epoll_event(events: events.rawValue, data: epoll_data_t(u64: UInt64(generation) << 32 | UInt64(slot)))
    }

    /// Calls `action` once, `nanoseconds` from now.
    @discardableResult
    public func schedule(after nanoseconds: UInt64, _ action: @escaping () -> Void) -> TimerQueue.Token {
        state.timers.add(deadline: Clock.monotonic() &+ nanoseconds, action)
    }

    /// Forgets a timer; one that fired already is ignored.
    public func cancel(_ timer: TimerQueue.Token) { state.timers.cancel(timer) }

    /// Runs until `stop`.
    public func run() {
        state.running = true
        while state.running { round() }
    }

    /// Ends `run` after the current round.
    public func stop() { state.running = false }

    /// The share of time since the last call that was spent working, 0...1.
    public func takeLoad() -> Double {
        defer { (state.busy, state.total) = (0, 0) }
        return state.total == 0 ? 0 : Double(state.busy) / Double(state.total)
    }

    private func round() {
        let began = state.ended
        let count = keddah_epoll_wait(epoll.number, events.baseAddress, Int32(Self.batch), state.timers.timeout(began))
        let woke = Clock.monotonic()
        now = woke
        for index in 0..<max(0, Int(count)) { dispatch(events[index]) }
        while let action = state.timers.due(now) { action() }
        let ended = Clock.monotonic()
        state.busy &+= ended &- woke
        state.total &+= ended &- began
        state.ended = ended
    }

    @inline(__always)
    private func dispatch(_ event: epoll_event) {
        let key = event.data.u64
        if key == Self.wakeSlot { return runJobs() }
        let slot = Int(truncatingIfNeeded: key & 0xffff_ffff)
        guard state.slots[slot].generation == UInt32(truncatingIfNeeded: key >> 32),
            let handler = state.slots[slot].handler
        else { return }
        handler.handle(EventSet(rawValue: event.events), tag: Int(state.slots[slot].tag))
    }

    private func runJobs() {
        waker.clear()
        for job in remote.take() { job(self) }
    }
}

extension EventLoop {
    /// The part of a loop that other threads may use.
    public final class Remote: Sendable {
        /// Nil when the loop is gone.
        private let jobs = Mutex<[@Sendable (EventLoop) -> Void]?>([])
        private let waker: EventDescriptor

        init(_ waker: EventDescriptor) { self.waker = waker }

        /// Runs `job` on the loop's thread, in the order of submission; a loop that is gone runs none.
        public func submit(_ job: @escaping @Sendable (EventLoop) -> Void) {
            jobs.withLock { $0?.append(job) }
            waker.signal()
        }

        fileprivate func take() -> [@Sendable (EventLoop) -> Void] {
            jobs.withLock { waiting in
                defer { waiting = [] }
                return waiting ?? []
            }
        }

        /// Lets go of the jobs that never ran, which may hold this object in turn.
        fileprivate func close() {
            _ = jobs.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
        }
    }
}

/// An eventfd: wakes a loop from another thread.
final class EventDescriptor: Sendable {
    private let descriptor: FileDescriptor
    var number: Int32 { descriptor.number }

    init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard number >= 0 else { throw .last("eventfd") }
        descriptor = FileDescriptor(owning: number)
    }

    func signal() { eventfd_write(number, 1) }

    func clear() {
        var value: eventfd_t = 0
        eventfd_read(number, &value)
    }
}
