import Observations

/// Leaves out groups of flows whose packets went in other directions than the query asks for.
struct GroupFilter {
    private let direction: FlowDirection
    private let received: Int
    private let sent: Int

    /// Nil when the query asks for no direction.
    init?(plan: QueryPlan, layout: EntryLayout) {
        guard let direction = plan.direction, let counters = plan.schema.directions else { return nil }
        self.direction = direction
        received = layout.word(of: .counter(counters.received))
        sent = layout.word(of: .counter(counters.sent))
    }

    @inline(__always)
    func accepts(_ entry: UnsafePointer<UInt64>) -> Bool {
        direction.accepts(received: entry[received], sent: entry[sent])
    }
}
