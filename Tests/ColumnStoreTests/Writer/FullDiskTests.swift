import Glibc
import Synchronization
import Testing

@testable import ColumnStore

/// A disk that is full while the switch is on.
private final class Switch: DiskFaults {
    private let isFull = Mutex(false)

    func set(_ full: Bool) { isFull.withLock { $0 = full } }

    func permit(_ operation: DiskOperation, bytes: Int) throws(StoreError) -> Int {
        if isFull.withLock({ $0 }) { throw StoreError(.full, "the disk is full") }
        return bytes
    }
}

@Suite struct FullDiskTests {
    private func rows(_ range: Range<UInt64>) -> [Visit] {
        range.map { Visit(time: midnight + $0 * 30, fingerprint: $0) }
    }

    @Test func rowsStayInMemoryUntilThereIsSpace() throws {
        let directory = TemporaryDirectory()
        let disk = Switch()
        let writer = try StoreWriter(
            directory: directory.path, tables: [visits], options: StoreOptions(), disk: Disk(faults: disk))
        disk.set(true)
        for start in 0..<10 as Range<UInt64> {
            try writer.append(batch(rows(start * 10..<start * 10 + 10)))
            let error = #expect(throws: StoreError.self) { try writer.flush() }
            #expect(error?.code == .full)
            #expect(throws: StoreError.self) { try writer.closeSteps(before: .max) }
        }
        disk.set(false)
        try writer.flush()
        #expect(try contents(directory.path).answer == Answer(rows(0..<100)))
        #expect(writer.statistics.droppedRows == 0)
    }

    @Test func theOldestRowsAreDroppedAndCountedWhenMemoryIsFullToo() throws {
        let directory = TemporaryDirectory()
        let disk = Switch()
        let writer = try StoreWriter(
            directory: directory.path, tables: [visits], options: StoreOptions(openRows: 50), disk: Disk(faults: disk))
        disk.set(true)
        for start in 0..<10 as Range<UInt64> {
            let rows = batch(rows(start * 10..<start * 10 + 10))
            if start < 5 {
                try writer.append(rows)
            } else {
                #expect(throws: StoreError.self) { try writer.append(rows) }
            }
        }
        #expect(writer.statistics.openRows == 50)
        #expect(writer.statistics.droppedRows == 50)
        disk.set(false)
        try writer.flush()
        #expect(try contents(directory.path).answer == Answer(rows(50..<100)))
        try writer.append(batch(rows(100..<110)))
        try writer.closeSteps(before: .max)
        #expect(try contents(directory.path).answer == Answer(rows(50..<110)))
    }

    @Test func aRealDiskThatFillsUpIsSaidAndUsedAgain() throws {
        let directory = TemporaryDirectory()
        // Mounting needs rights that a test may not have: then the tests above have to do.
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=256k") == 0 else { return }
        defer { umount(directory.path) }
        let store = directory.path + "/store"
        let writer = try StoreWriter(directory: store, tables: [visits])
        let filler = try Disk().open(directory.path + "/filler", .write)
        try filler.write(Array(repeating: 1, count: 120 << 10), at: 0)
        var random = SeededGenerator(12)
        var all: [Visit] = []
        var error: StoreError?
        while error == nil {
            let more = randomVisits(500, around: midnight, &random)
            all += more
            try writer.append(batch(more))
            do throws(StoreError) { try writer.flush() } catch let failure { error = failure }
        }
        #expect(error?.code == .full)
        try filler.truncate(to: 0)
        try writer.flush()
        try writer.closeSteps(before: .max)
        #expect(try contents(store).answer == Answer(all))
        #expect(try contents(store).damaged == 0)
    }
}
