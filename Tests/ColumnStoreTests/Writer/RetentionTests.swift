import Observations
import Synchronization
import Testing

@testable import ColumnStore

/// A disk that is full until something is removed.
private final class FullUntilRemoval: DiskFaults {
    private let isFull = Mutex(false)

    func fill() { isFull.withLock { $0 = true } }

    func permit(_ operation: DiskOperation, bytes: Int) throws(StoreError) -> Int {
        if operation == .release { isFull.withLock { $0 = false } }
        if isFull.withLock({ $0 }) { throw StoreError(.full, "the disk is full") }
        return bytes
    }
}

/// Rows of days that retention removed may stand in logs that rows of later days keep.
@Suite struct RetentionTests {
    private let old = Visit(time: midnight, fingerprint: 1)
    private let late = Visit(time: midnight + 600, fingerprint: 2)
    private let recent = Visit(time: midnight + 9 * 86_400, fingerprint: 3)

    /// A store whose only log has rows of two days, of which the older has a block and a step that is open.
    private func store(_ path: String, _ disk: Disk = Disk()) throws -> StoreWriter {
        let writer = try StoreWriter(directory: path, tables: [visits], options: StoreOptions(), disk: disk)
        try writer.append(batch([old, late, recent]))
        try writer.flush()
        try writer.closeSteps(before: midnight + 300)
        return writer
    }

    private func logs(_ path: String) throws -> Int {
        try Disk().names(in: path + "/visits").count { StorePaths.logSequence($0) != nil }
    }

    private func expire(_ writer: StoreWriter) throws {
        try writer.removeExpired(now: recent.time + 60, retentionDays: 3)
    }

    /// The old rows are gone for readers, and stay so for the next writer.
    private func check(_ path: String) throws {
        #expect(try contents(path).answer == Answer([recent]))
        #expect(try logs(path) == 1)
        let writer = try StoreWriter(directory: path, tables: [visits])
        try writer.closeSteps(before: .max)
        #expect(try contents(path).answer == Answer([recent]))
    }

    @Test func `Rows of a removed day do not come back from a log`() throws {
        let directory = TemporaryDirectory()
        do {
            let writer = try store(directory.path)
            #expect(try contents(directory.path).answer == Answer([old, late, recent]))
            try expire(writer)
            #expect(writer.statistics.openRows == 0)
        }
        try check(directory.path)
    }

    @Test func `Nor from the log of an earlier process`() throws {
        let directory = TemporaryDirectory()
        _ = try store(directory.path)
        do { try expire(try StoreWriter(directory: directory.path, tables: [visits])) }
        try check(directory.path)
    }

    @Test func `Nor from one with nothing else`() throws {
        let directory = TemporaryDirectory()
        do {
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            try writer.append(batch([old, late]))
            try writer.flush()
            try expire(writer)
            #expect(try contents(directory.path).answer == Answer())
            try writer.append(batch([recent]))
            try writer.flush()
        }
        try check(directory.path)
    }

    @Test func `A full disk does not keep days from being removed, nor their rows in logs`() throws {
        let directory = TemporaryDirectory()
        let disk = FullUntilRemoval()
        do {
            let writer = try store(directory.path, Disk(faults: disk))
            // Something to remove: there is room afterwards.
            try Disk().makeDirectory(StorePaths(root: directory.path).removed("visits", Day(number: 1)))
            disk.fill()
            try expire(writer)
        }
        try check(directory.path)
    }

    @Test func `Steps are closed early for nothing else`() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([old]))
        try writer.closeSteps(before: .max)
        try writer.append(batch([recent]))
        try writer.flush()
        try expire(writer)
        #expect(writer.statistics.openRows == 1)
        #expect(try contents(directory.path).answer == Answer([recent]))
    }
}
