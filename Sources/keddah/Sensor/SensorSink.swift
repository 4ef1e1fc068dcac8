import Observations
import Platform
import Proxy
import Synchronization

/// Brings what the loops observed to the recorder, and statements that are watched to the main loop.
final class SensorSink: ObservationSink {
    /// Arrays of statements that wait for the main loop; more are counted as lost.
    private static let waitingLimit = 64

    private let recorder: Recorder
    private let main: EventLoop.Remote
    private let watchers = Mutex<LoopBound<Watchers>?>(nil)
    private let waiting = Atomic<Int>(0)
    private let lost = Atomic<UInt64>(0)

    init(_ recorder: Recorder, _ main: EventLoop.Remote) {
        self.recorder = recorder
        self.main = main
    }

    func attach(_ watchers: Watchers) {
        let bound = LoopBound(watchers)
        self.watchers.withLock { $0 = bound }
    }

    func receive(_ batch: ObservationBatch) { recorder.receive(batch) }

    func receive(_ events: [StatementEvent], lost more: UInt64) {
        guard waiting.load(ordering: .relaxed) < Self.waitingLimit else {
            lost.add(more + UInt64(events.count), ordering: .relaxed)
            return
        }
        waiting.add(1, ordering: .relaxed)
        main.submit { [self] _ in
            waiting.subtract(1, ordering: .relaxed)
            let left = lost.exchange(0, ordering: .relaxed)
            let watchers = watchers.withLock { $0 }
            watchers?.value.receive(events, lost: more + left)
        }
    }
}

/// Carries an object of one loop through code of other threads back to that loop, where alone it is used.
struct LoopBound<Value: AnyObject>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
