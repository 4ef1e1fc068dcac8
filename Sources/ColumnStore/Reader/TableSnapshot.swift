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

/// What a table holds.
public struct TableTotals: Sendable, Equatable {
    /// The days with blocks, `YYYY-MM-DD`, ascending.
    public var days: [String] = []
    /// All rows, those of open steps too.
    public var rows = 0
    /// Rows of open steps.
    public var openRows = 0
    /// Closed blocks.
    public var blocks = 0
    /// Bytes of all columns on disk.
    public var bytes = 0
    /// The earliest time; nil without rows.
    public var firstTime: UInt64?
    /// The latest time; nil without rows.
    public var lastTime: UInt64?
    /// What could not be read.
    public var damage: [StoreDamage] = []
}
