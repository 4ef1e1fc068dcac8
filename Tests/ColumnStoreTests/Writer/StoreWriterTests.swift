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
