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
