import Testing

@testable import ColumnStore

/// A run of a writer in which each row is appended once and has a fingerprint of its own.
private struct Script {
    private(set) var appended: [Visit] = []
    /// The rows whose flush returned.
    private(set) var durable: [Visit] = []

    /// Appends over two days and four steps, flushes and closes; `ignoring` errors of one kind, stopping at others.
    mutating func run(_ path: String, _ disk: Disk, ignoring: StoreError.Code?) throws(StoreError) {
        let writer = try StoreWriter(directory: path, tables: [visits], options: StoreOptions(blockRows: 3), disk: disk)
        func attempt(_ body: () throws(StoreError) -> Void) throws(StoreError) -> Bool {
            do throws(StoreError) { try body() } catch  where error.code == ignoring { return false }
            return true
        }
        for round in 0..<5 as Range<UInt64> {
            let rows = (0..<8 as Range<UInt64>).map { index in
                Visit(time: midnight - 600 + index * 150 + round * 60, fingerprint: round * 8 + index + 1)
            }
            appended += rows
            _ = try attempt { () throws(StoreError) in try writer.append(batch(rows)) }
            if round != 2, try attempt({ () throws(StoreError) in try writer.flush() }) { durable = appended }
            if round == 1 || round == 3 {
                _ = try attempt { () throws(StoreError) in try writer.closeSteps(before: midnight + (round - 1) * 150) }
            }
        }
    }
}

@Suite struct FaultTests {
    private func check(_ path: String, _ script: Script, _ place: String) throws {
        let (answer, damaged) = try contents(path)
        #expect(damaged == 0, "\(place)")
        let seen = Set(answer.sums.keys.map(\.fingerprint))
        #expect(seen.isSuperset(of: script.durable.map(\.fingerprint)), "\(place): a flushed row is missing")
        #expect(seen.isSubset(of: script.appended.map(\.fingerprint)), "\(place): a row came from nowhere")
        #expect(answer.sums.values.allSatisfy { $0.calls == 1 }, "\(place): a row is counted twice")
    }

    @Test(arguments: [0, 2, 4]) func aProcessKilledAtAnyOperationLosesNothingFlushed(quarters: Int) throws {
        for operation in 0... {
            let directory = TemporaryDirectory()
            let faults = Faults(.killed, at: operation, quarters: quarters)
            var script = Script()
            try? script.run(directory.path, Disk(faults: faults), ignoring: nil)
            if !faults.happened {
                #expect(operation > 100)
                break
            }
            let place = "operation \(operation), \(quarters)/4"
            if (try? StoreReader(directory: directory.path)) != nil { try check(directory.path, script, place) }
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            try check(directory.path, script, "\(place), opened again")
            let recovered = try contents(directory.path).answer
            try writer.closeSteps(before: .max)
            #expect(try contents(directory.path).answer == recovered, "\(place), closed")
            #expect(try StoreReader(directory: directory.path).totals(of: visits).openRows == 0)
        }
    }

    @Test(arguments: [(1, 0), (1, 3), (7, 2), (40, 1)]) func aFullDiskAtAnyOperationLosesNothing(
        count: Int, quarters: Int
    ) throws {
        // The first nine open the store: without space that fails, and says so.
        for operation in 9... {
            let directory = TemporaryDirectory()
            let faults = Faults(.full(count), at: operation, quarters: quarters)
            var script = Script()
            let disk = Disk(faults: faults)
            try script.run(directory.path, disk, ignoring: .full)
            if !faults.happened { break }
            try check(directory.path, script, "operation \(operation)")
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            try writer.closeSteps(before: .max)
            try check(directory.path, script, "operation \(operation), closed")
        }
    }
}
