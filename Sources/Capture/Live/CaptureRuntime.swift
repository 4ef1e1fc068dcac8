public import Observations
import Platform
import Synchronization

/// Captures interfaces, each on a thread of its own, and tells a sink what their packets amount to.
public final class CaptureRuntime: Sendable {
    private struct State {
        var options: CaptureOptions
        var choice: InterfaceChoice?
        var lanes: [String: InterfaceLane] = [:]
        /// Interfaces whose lanes were asked to end and have not yet: each has one lane at most.
        var ending: Set<String> = []
        var courier: Thread?
    }

    private let state: Mutex<State>
    private let sink: any CaptureSink
    private let queue = DeliveryQueue()

    /// A runtime that captures nothing before `start`.
    public init(options: CaptureOptions, sink: any CaptureSink) {
        state = Mutex(State(options: options))
        self.sink = sink
    }

    /// What is wrong with options: filters and patterns that are not understood, interfaces that are not there. Only
    /// the latter do not keep a runtime from starting, which waits for them.
    public static func problems(of options: CaptureOptions) -> [CaptureError] {
        do throws(CaptureError) {
            return try InterfaceChoice(options).missing(present: InterfaceName.all()).map {
                CaptureError(.noInterface, "there is no interface \($0); it is captured as soon as there is one")
            }
        } catch {
            return [error]
        }
    }

    /// The interfaces that there are now.
    public static var interfaceNames: [String] { InterfaceName.all() }

    /// Starts capturing.
    /// - Throws: `CaptureError` for a filter or pattern that is not understood, or when the system has no more threads.
    public func start() throws(CaptureError) {
        let options = state.withLock { $0.options }
        let choice = try InterfaceChoice(options)
        do throws(SystemError) {
            let courier = try Thread(name: "capture") { [self] in
                queue.run(options.portScans, sink) { reconcile() }
            }
            state.withLock {
                $0.choice = choice
                $0.courier = courier
            }
        } catch {
            throw CaptureError(.system, "\(error)")
        }
        reconcile()
    }

    /// Captures by new options from now on; what they leave as it was goes on undisturbed, and no packet is lost or
    /// counted twice.
    /// - Throws: `CaptureError` for a filter or pattern that is not understood; the old options stay in force.
    public func update(_ options: CaptureOptions) throws(CaptureError) {
        let choice = try InterfaceChoice(options)
        let isStarted = state.withLock { state in
            state.options = options
            guard state.courier != nil else { return false }
            state.choice = choice
            return true
        }
        guard isStarted else { return }
        queue.post(.portScans(options.portScans))
        reconcile()
    }

    /// Starts and stops lanes, so that they are those that the options and the interfaces that are there ask for.
    private func reconcile() {
        let present = InterfaceName.all()
        let superfluous = state.withLock { state -> [InterfaceLane] in
            guard let wanted = state.choice?.interfaces(present: present) else { return [] }
            let superfluous = state.lanes.values.filter { wanted[$0.name] == nil }
            for lane in superfluous {
                lane.stop()
                state.lanes[lane.name] = nil
                state.ending.insert(lane.name)
            }
            for (name, interface) in wanted where !state.ending.contains(name) {
                provide(name, LaneOptions(interface, state.options), in: &state)
            }
            return superfluous
        }
        guard !superfluous.isEmpty else { return }
        // All end at the same time, and nobody who asks for the status waits for that.
        for lane in superfluous { lane.join() }
        state.withLock { $0.ending.subtract(superfluous.map(\.name)) }
    }

    private func provide(_ name: String, _ options: LaneOptions, in state: inout State) {
        if let lane = state.lanes[name] { return lane.update(options) }
        do throws(SystemError) {
            state.lanes[name] = try InterfaceLane(name, options, queue)
        } catch {
            Log.shared.limited("capture", every: 60).error("capture", ["reason": "\(error)"])
        }
    }

    /// Asks for what `flush` does, and returns at once: the sink is told soon, or with what comes next.
    public func handOver() {
        state.withLock { state in
            for lane in state.lanes.values { lane.handOverSoon() }
        }
    }

    /// Tells the sink all flows and attempts so far, the steps that are open included; returns when that is done.
    public func flush() {
        let lanes = state.withLock { $0.courier == nil ? [] : Array($0.lanes.values) }
        guard !lanes.isEmpty else { return }
        for done in lanes.map({ $0.handOver() }) { done.wait() }
        queue.drain()
    }

    /// Every interface's state, by name.
    public var status: [InterfaceStatus] {
        state.withLock { $0.lanes.values.map(\.status) }.sorted { $0.name < $1.name }
    }

    /// The flows of an interface's open step with all of their packets, told to the sink or not; nil when the interface
    /// is not captured.
    public func flows(of iface: String) -> [FlowRecord]? { state.withLock { $0.lanes[iface] }?.flows() }

    /// Stops capturing: tells the sink what is left, and returns how every interface did when that is done.
    @discardableResult
    public func stop() -> [InterfaceStatus] {
        let (lanes, courier) = state.withLock { state in
            defer {
                state.lanes = [:]
                state.courier = nil
                state.choice = nil
            }
            return (Array(state.lanes.values), state.courier)
        }
        for lane in lanes { lane.stop() }
        for lane in lanes { lane.join() }
        let status = lanes.map(\.status).sorted { $0.name < $1.name }
        guard let courier else { return status }
        queue.post(.stop)
        courier.join()
        return status
    }
}
