public import Observations

/// Takes what the loops observed. Called on their threads, so it only puts things aside.
public protocol ObservationSink: Sendable {
    /// What a loop saw in about a second.
    func receive(_ batch: ObservationBatch)
    /// Statements as they happen, while they are watched; `lost` more did not fit.
    func receive(_ events: [StatementEvent], lost: UInt64)
}
