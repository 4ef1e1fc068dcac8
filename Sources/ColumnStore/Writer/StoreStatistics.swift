/// What a writer did since it was opened.
public struct StoreStatistics: Sendable, Equatable {
    /// Rows that were appended.
    public var rows = 0
    /// Rows dropped because the disk was full and memory too.
    public var droppedRows = 0
    /// Rows of steps that are open, in memory.
    public var openRows = 0
    /// Segments written.
    public var segments = 0
    /// Blocks closed.
    public var blocks = 0
    /// Bytes written to segments, columns and manifests.
    public var bytes = 0
    /// Logs that a killed process left with an unfinished segment, which was cut off.
    public var tornTails = 0
    /// Places in logs and manifests that could not be read.
    public var damaged = 0
    /// Days that retention removed.
    public var removedDays = 0

    static func + (a: StoreStatistics, b: StoreStatistics) -> StoreStatistics {
        var sum = a
        sum.rows += b.rows
        sum.droppedRows += b.droppedRows
        sum.openRows += b.openRows
        sum.segments += b.segments
        sum.blocks += b.blocks
        sum.bytes += b.bytes
        sum.tornTails += b.tornTails
        sum.damaged += b.damaged
        sum.removedDays += b.removedDays
        return sum
    }
}
