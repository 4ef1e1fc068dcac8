import Glibc
import Observations
import Testing

@testable import ColumnStore

@Suite struct RowFileTests {
    @Test func `A file gives back its rows, each step apart`() throws {
        let directory = TemporaryDirectory()
        var random = SeededGenerator(9)
        let rows = randomVisits(500, around: midnight, &random)
        let path = directory.path + "/rows"
        try RowFile.write(batch(rows), to: path)
        let batches = try RowFile.read(path, table: visits)
        #expect(batches.count == Set(rows.map { $0.time / 300 }).count)
        let store = directory.path + "/store"
        let writer = try StoreWriter(directory: store, tables: [visits])
        for batch in batches { try writer.append(batch) }
        try writer.flush()
        #expect(try contents(store).answer == Answer(rows))
    }

    @Test func `A damaged or incomplete file is refused whole`() throws {
        let directory = TemporaryDirectory()
        var random = SeededGenerator(10)
        let path = directory.path + "/rows"
        try RowFile.write(batch(randomVisits(50, around: midnight, &random)), to: path)
        let size = try Disk().contents(of: path).count
        for offset in stride(from: 0, to: size, by: 7) {
            let flipped = try Disk().contents(of: path).enumerated().map { $0 == offset ? $1 ^ 1 : $1 }
            try File(path + ".flipped", .replace, faults: nil).write(flipped, at: 0)
            #expect(throws: StoreError.self) { try RowFile.read(path + ".flipped", table: visits) }
        }
        truncate(path, off_t(size - 1))
        #expect(throws: StoreError.self) { try RowFile.read(path, table: visits) }
        #expect(throws: StoreError.self) { try RowFile.read(path + ".none", table: visits) }
    }
}
