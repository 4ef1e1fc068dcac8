import Glibc
import Synchronization

@testable import ColumnStore

/// Fails the disk at one operation: a write gets only part of its bytes there.
final class Faults: DiskFaults {
    enum Kind {
        /// No operation happens afterwards, as when the process was killed.
        case killed
        /// This many operations in a row find the disk full.
        case full(Int)
    }

    private let kind: Kind
    private let first: Int
    /// How many of a write's bytes get through, in quarters.
    private let quarters: Int
    private let count = Mutex(0)

    init(_ kind: Kind, at first: Int, quarters: Int) {
        self.kind = kind
        self.first = first
        self.quarters = quarters
    }

    /// Whether the failing operation was reached.
    var happened: Bool { count.withLock { $0 > first } }

    func permit(_ operation: DiskOperation, bytes: Int) throws(StoreError) -> Int {
        let number = count.withLock { count in
            count += 1
            return count - 1
        }
        if number < first { return bytes }
        switch kind {
        case .killed:
            if number > first || bytes == 0 { throw StoreError(.access, "the process was killed") }
        case .full(let operations):
            if number >= first + operations || operation == .release { return bytes }
            if bytes == 0 { throw StoreError(.full, "the disk is full") }
        }
        return max(bytes * quarters / 4 - 1, 0)
    }
}
