public import Observations

/// A table as it was at one moment.
public struct TableSnapshot: Sendable {
    /// The table.
    public let schema: TableSchema
    /// The blocks and the segments that are in no block, in the order of days.
    public let sources: [any RowSource]
    /// What could not be read of manifests and logs; damaged columns show when a source is read.
    public let damage: [StoreDamage]
}
