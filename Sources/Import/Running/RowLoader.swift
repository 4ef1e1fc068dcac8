import ColumnStore
import Observations

/// Takes rows into a store, unit by unit.
protocol RowLoader {
    /// Takes rows of the unit at hand.
    mutating func append(_ batch: RowBatch) throws(StoreError)
    /// Puts the unit into the store, whole. `note` is told before the number that its blocks will have, which no other
    /// blocks ever get; when it throws, nothing was written.
    mutating func commit(_ note: (UInt64) throws(StoreError) -> Void) throws(StoreError)
    /// Whether the day that a time lies in has blocks of a number.
    func hasBlocks(sequence: UInt64, time: UInt64) throws(StoreError) -> Bool
}
