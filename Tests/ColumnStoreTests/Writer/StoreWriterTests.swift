import Observations
import Testing

@testable import ColumnStore

/// 2026-03-01 00:00:00 UTC.
let midnight: UInt64 = 1_772_323_200

@Suite struct StoreWriterTests {
    @Test func flushedRowsAreReadBeforeAndAfterTheirStepsClose() throws {
        let directory = TemporaryDirectory()
        var random = SeededGenerator(1)
        var all: [Visit] = []
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        for round in 0..<20 {
            let more = randomVisits(200, around: midnight + UInt64(round) * 600, &random)
            all += more
            try writer.append(batch(more))
            try writer.flush()
            if round % 4 == 3 { try writer.closeSteps(before: midnight + UInt64(round) * 600) }
            #expect(try contents(directory.path).answer == Answer(all))
        }
        try writer.closeSteps(before: .max)
        let (answer, damaged) = try contents(directory.path)
        #expect(answer == Answer(all))
        #expect(damaged == 0)
        #expect(writer.statistics.rows == 4000)
        #expect(writer.statistics.openRows == 0)
    }

    @Test func anUnflushedRowIsNotSeenAndAFlushedOneOutlivesTheWriter() throws {
        let directory = TemporaryDirectory()
        do {
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            try writer.append(batch([Visit(time: midnight)]))
            try writer.flush()
            try writer.append(batch([Visit(time: midnight + 1)]))
        }
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        #expect(try contents(directory.path).answer == Answer([Visit(time: midnight)]))
        try writer.closeSteps(before: .max)
        #expect(try contents(directory.path).answer == Answer([Visit(time: midnight)]))
        #expect(try StoreReader(directory: directory.path).totals(of: visits).blocks == 1)
    }
}

extension StoreWriterTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func anyOrderOfCallsGivesTheSumsOfAModel(seed: UInt64) throws {
        let directory = TemporaryDirectory()
        var random = SeededGenerator(seed)
        var options = StoreOptions(openRows: 300, blockRows: 70)
        if seed % 2 == 0 { options = StoreOptions() }
        var writer: StoreWriter? = try StoreWriter(directory: directory.path, tables: [visits], options: options)
        var model: [Visit] = []
        for _ in 0..<40 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let time = midnight + UInt64.random(in: 0..<4, using: &random) * 43_200
                let more = randomVisits(Int.random(in: 0...80, using: &random), around: time, &random)
                model += more
                try writer!.append(batch(more))
            case 5..<7: try writer!.flush()
            case 7: try writer!.closeSteps(before: midnight + UInt64.random(in: 0...200_000, using: &random))
            case 8: try writer!.closeSteps(before: .max)
            default:
                try writer!.close()
                writer = nil
                writer = try StoreWriter(directory: directory.path, tables: [visits], options: options)
            }
        }
        try writer!.flush()
        let (answer, damaged) = try contents(directory.path)
        #expect(answer == Answer(model))
        #expect(damaged == 0)
    }

    @Test func lateRowsAddABlockToTheirStepAndOverwriteNothing() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        let row = Visit(time: midnight)
        for round in 1...3 as ClosedRange<UInt64> {
            try writer.append(batch([row]))
            try writer.flush()
            try writer.closeSteps(before: midnight + round * 1000)
            #expect(try contents(directory.path).answer == Answer(Array(repeating: row, count: Int(round))))
        }
        #expect(try StoreReader(directory: directory.path).totals(of: visits).blocks == 3)
    }

    @Test func aTrickleOfLateRowsDoesNotMakeABlockEach() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.closeSteps(before: midnight + 1000)
        for second in 0..<59 as Range<UInt64> {
            try writer.append(batch([Visit(time: midnight)]))
            try writer.closeSteps(before: midnight + 1000 + second)
        }
        #expect(writer.statistics.blocks == 0)
        try writer.closeSteps(before: midnight + 1060)
        #expect(writer.statistics.blocks == 1)
    }

    @Test func rowsOfOneStepAndEqualKeysAreMergedAcrossFlushes() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        for _ in 0..<10 {
            try writer.append(batch([Visit(time: midnight), Visit(time: midnight + 1)]))
            try writer.flush()
        }
        try writer.closeSteps(before: .max)
        #expect(try StoreReader(directory: directory.path).totals(of: visits).rows == 2)
        #expect(try contents(directory.path).answer.sums[Visit(time: midnight, calls: 0, bytes: 0)]?.calls == 10)
    }

    @Test func memoryIsBoundedByClosingStepsEarly() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(
            directory: directory.path, tables: [visits], options: StoreOptions(openRows: 100))
        var all: [Visit] = []
        for index in 0..<50 as Range<UInt64> {
            let more = (0..<20 as Range<UInt64>).map {
                Visit(time: midnight + index * 300, fingerprint: index * 20 + $0)
            }
            all += more
            try writer.append(batch(more))
            #expect(writer.statistics.openRows <= 120)
        }
        try writer.flush()
        #expect(try contents(directory.path).answer == Answer(all))
    }

    @Test func timesAtTheEndOfTimeAreTaken() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        let rows = [Visit(time: 0), Visit(time: .max), Visit(time: .max - 300)]
        try writer.append(batch(rows))
        try writer.flush()
        #expect(try contents(directory.path).answer == Answer(rows))
        try writer.closeSteps(before: .max)
        #expect(try contents(directory.path).answer == Answer(rows))
    }

    @Test func finishedLogsAreRemoved() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        for step in 0..<10 as Range<UInt64> {
            try writer.append(batch([Visit(time: midnight + step * 300), Visit(time: midnight + step * 300 + 300)]))
            try writer.flush()
            try writer.closeSteps(before: midnight + step * 300 + 300)
        }
        let logs = try Disk().names(in: directory.path + "/visits").filter { $0.hasSuffix(".log") }
        #expect(logs.count <= 2)
    }

    @Test func thereIsOneWriterAtATime() throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        var first: StoreWriter? = try StoreWriter(directory: path, tables: [visits])
        let error = #expect(throws: StoreError.self) { try StoreWriter(directory: path, tables: [visits]) }
        #expect(error?.code == .locked)
        try first?.close()
        first = nil
        _ = try StoreWriter(directory: path, tables: [visits])
    }

    @Test func aDirectoryThatCannotBeMadeIsNamed() {
        let error = #expect(throws: StoreError.self) {
            try StoreWriter(directory: "/proc/no-store-here", tables: [visits])
        }
        #expect(error?.message.contains("/proc/no-store-here") == true)
    }

    @Test func aNewerStoreIsLeftAlone() throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        try Disk().replace(path + "/version", with: Array("keddah store 9\n".utf8), in: path)
        let error = #expect(throws: StoreError.self) { try StoreWriter(directory: path, tables: [visits]) }
        #expect(error?.code == .newerVersion)
        #expect(try Disk().names(in: path) == ["lock", "version"])
    }

    @Test func retentionRemovesWholeDaysOnly() throws {
        let directory = TemporaryDirectory()
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        let days = (0..<10 as Range<UInt64>).map { Visit(time: midnight + $0 * 86_400) }
        try writer.append(batch(days))
        try writer.closeSteps(before: .max)
        try writer.removeExpired(now: midnight + 9 * 86_400 + 5, retentionDays: 3)
        #expect(try contents(directory.path).answer == Answer(Array(days[6...])))
        #expect(writer.statistics.removedDays == 6)
        try writer.removeExpired(now: 5, retentionDays: 3)
        #expect(try contents(directory.path).answer == Answer(Array(days[6...])))
    }

    @Test(arguments: [true, false]) func aDayWhoseRemovalWasCutShortIsRemoved(byANewProcess: Bool) throws {
        let directory = TemporaryDirectory()
        let paths = StorePaths(root: directory.path)
        let disk = Disk()
        var writer: StoreWriter? = try StoreWriter(directory: directory.path, tables: [visits])
        let left = paths.removed("visits", Day(containing: midnight))
        try disk.makeDirectory(left)
        try disk.replace(left + "/manifest", with: [1], in: left)
        #expect(try contents(directory.path).answer == Answer())
        if byANewProcess {
            writer = nil
            writer = try StoreWriter(directory: directory.path, tables: [visits])
        } else {
            try writer?.removeExpired(now: midnight, retentionDays: 1)
        }
        #expect(try disk.names(in: paths.table("visits")).isEmpty)
    }
}
