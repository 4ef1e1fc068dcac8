import Observations
import Platform
import Synchronization

/// What a lane needs to know beside its name.
struct LaneOptions: Sendable, Equatable {
    var interface: InterfaceOptions
    var proxied: Set<ProxiedEndpoint>
    var looksForProbes: Bool
    var flowLimit: Int

    init(_ interface: InterfaceOptions, _ options: CaptureOptions) {
        self.interface = interface
        proxied = options.proxied
        looksForProbes = options.portScans != nil
        flowLimit = options.flowLimit
    }
}

/// One captured interface, with a thread of its own; what others want of it are requests.
final class InterfaceLane: Sendable {
    enum Request: Sendable {
        case update(LaneOptions)
        /// To hand over what was counted, and to say so where somebody waits for it.
        case handOver(Handoff<Void>?)
        case flows(Handoff<[FlowRecord]>)
        case stop
    }

    let name: String
    let wakeup: Wakeup
    private struct Mailbox {
        var requests: [Request] = []
        /// Nobody takes requests any more.
        var isClosed = false
    }

    private let mailbox = Mutex(Mailbox())
    private let published: Mutex<InterfaceStatus>
    private let options: Mutex<LaneOptions>
    private let thread = Mutex<Thread?>(nil)

    /// Starts capturing.
    init(_ name: String, _ options: LaneOptions, _ queue: DeliveryQueue) throws(SystemError) {
        self.name = name
        self.options = Mutex(options)
        wakeup = try Wakeup()
        published = Mutex(InterfaceStatus(name: name))
        let started = try Thread(name: "cap \(name)") { LaneLoop(self, options, queue).run() }
        thread.withLock { $0 = started }
    }

    /// Attempts to reach ports that nobody looked at after they were handed over.
    private let lost = Atomic<UInt64>(0)

    var status: InterfaceStatus {
        var status = published.withLock { $0 }
        status.counts.lostAttempts += lost.load(ordering: .relaxed)
        return status
    }

    func noteLost(_ count: UInt64) { lost.wrappingAdd(count, ordering: .relaxed) }

    func publish(_ status: InterfaceStatus) { published.withLock { $0 = status } }

    func takeRequests() -> [Request] {
        mailbox.withLock { mailbox in
            defer { mailbox.requests = [] }
            return mailbox.requests
        }
    }

    /// Answers what was asked too late; called when the thread ends.
    func close() {
        let late = mailbox.withLock { mailbox in
            mailbox.isClosed = true
            defer { mailbox.requests = [] }
            return mailbox.requests
        }
        late.forEach(Self.refuse)
    }

    private static func refuse(_ request: Request) {
        switch request {
        case .handOver(let done): done?.give(())
        case .flows(let answer): answer.give([])
        case .update, .stop: break
        }
    }

    private func ask(_ request: Request) {
        let isClosed = mailbox.withLock { mailbox in
            if !mailbox.isClosed { mailbox.requests.append(request) }
            return mailbox.isClosed
        }
        if isClosed { return Self.refuse(request) }
        wakeup.signal()
    }

    /// Captures by other options from now on, if they are others.
    func update(_ new: LaneOptions) {
        let isNew = options.withLock { old in
            defer { old = new }
            return old != new
        }
        if isNew { ask(.update(new)) }
    }

    /// Asks it to hand over what was counted so far.
    func handOver() -> Handoff<Void> {
        let done = Handoff<Void>()
        ask(.handOver(done))
        return done
    }

    /// Asks it to hand over what was counted so far, which nobody waits for; once is enough for all who ask meanwhile.
    func handOverSoon() {
        let isNew = mailbox.withLock { mailbox in
            let isAsked = mailbox.requests.contains { if case .handOver = $0 { true } else { false } }
            if !isAsked && !mailbox.isClosed { mailbox.requests.append(.handOver(nil)) }
            return !isAsked
        }
        if isNew { wakeup.signal() }
    }

    /// The flows of the open step.
    func flows() -> [FlowRecord] {
        let answer = Handoff<[FlowRecord]>()
        ask(.flows(answer))
        return answer.wait()
    }

    /// Asks the thread to hand everything over and to end; `join` waits for that.
    func stop() { ask(.stop) }

    /// Waits for the end of the thread, once.
    func join() { thread.withLock { $0.take()?.join() } }
}
