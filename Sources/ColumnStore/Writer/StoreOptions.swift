/// What a writer of a store may be told.
public struct StoreOptions: Sendable {
    /// How many rows of open steps may be in memory; beyond it steps are closed early, and with a full disk the oldest
    /// rows that are not on disk are dropped.
    public var openRows: Int
    /// How many rows a block has at most; a step with more gets several blocks.
    public var blockRows: Int

    /// Options with the given bounds.
    public init(openRows: Int = 1_000_000, blockRows: Int = 1 << 18) {
        self.openRows = min(max(openRows, 1), 1 << 22)
        self.blockRows = min(max(blockRows, 1), 1 << 22)
    }
}
