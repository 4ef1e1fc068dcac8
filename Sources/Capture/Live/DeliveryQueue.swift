import Observations
import Platform
import Synchronization

/// Brings what interfaces hand over to the sink, on a thread of its own: making rows takes longer than packets can
/// wait.
final class DeliveryQueue: Sendable {
    enum Item: Sendable {
        /// A step of an interface that has ended.
        case step(iface: String, step: UInt64, FlowTable)
        /// What changed in a step that goes on; the seed is that of the step's table.
        case changes(iface: String, step: UInt64, seed: UInt64, [FlowEntry])
        /// Attempts that failed.
        case probes([FailedProbe], of: InterfaceLane)
        /// An interface's state or its last error is another.
        case interface(InterfaceStatus)
        /// New thresholds.
        case portScans(PortScanOptions?)
        /// The interface is captured no longer.
        case end(iface: String)
        /// Everything before was told.
        case barrier(Handoff<Void>)
        /// Nothing follows.
        case stop
    }

    private let items = Mutex<[Item]>([])
    private let ready = Semaphore()

    func post(_ item: Item) {
        items.withLock { $0.append(item) }
        ready.signal()
    }

    /// Returns when everything that was posted before was told to the sink.
    func drain() {
        let done = Handoff<Void>()
        post(.barrier(done))
        done.wait()
    }

    /// Takes items until the end; `tick` is called about once a second.
    func run(_ options: PortScanOptions?, _ sink: any CaptureSink, tick: () -> Void) {
        var courier = Courier(options, sink)
        var lastTick = Clock.monotonic()
        while true {
            ready.wait(atMost: 1_000_000_000)
            let taken = items.withLock { items in
                defer { items = [] }
                return items
            }
            for item in taken where !courier.take(item) { return }
            let now = Clock.monotonic()
            guard now - lastTick >= 1_000_000_000 else { continue }
            lastTick = now
            courier.advance(to: Clock.seconds())
            tick()
        }
    }
}

/// Makes rows of what was handed over.
private struct Courier {
    private let sink: any CaptureSink
    private let scans: ScanRoom
    /// What was told of each interface's open step.
    private var told: [String: (step: UInt64, table: FlowTable)] = [:]

    init(_ options: PortScanOptions?, _ sink: any CaptureSink) {
        self.sink = sink
        scans = ScanRoom(options, sink: sink)
    }

    func advance(to time: UInt64) { scans.advance(to: time) }

    /// Takes an item; false for the last.
    mutating func take(_ item: DeliveryQueue.Item) -> Bool {
        switch item {
        case .step(let iface, let step, let table):
            let told = self.told.removeValue(forKey: iface).flatMap { $0.step == step ? $0.table : nil }
            tell(FlowRows.records(of: table, step: step, iface: iface, told: told))
        case .changes(let iface, let step, let seed, let changes):
            if told[iface]?.step != step || told[iface]?.table.seed != seed {
                told[iface] = (step, FlowTable(seed: seed, expecting: changes.count, limit: .max))
            }
            tell(FlowRows.records(of: changes, step: step, iface: iface, told: told[iface]!.table))
        case .probes(let probes, let lane):
            // The clock may have been set back.
            scans.advance(to: Clock.seconds())
            lane.noteLost(scans.take(probes))
        case .interface(let status): sink.interface(status)
        case .portScans(let options): scans.change(options)
        case .end(let iface): told[iface] = nil
        case .barrier(let done): done.give(())
        case .stop:
            scans.finish()
            return false
        }
        return true
    }

    private func tell(_ records: [FlowRecord]) {
        if !records.isEmpty { sink.flows(records) }
    }
}
