import ColumnStore
import Observations
import Testing

@testable import Import

/// Each row gets into the store exactly once, whenever an import is killed.
@Suite struct ResumeTests {
    /// A loader whose process is killed in a commit: before the blocks are in place, or right after.
    private final class MortalLoader: RowLoader {
        struct Killed: Error {}
        enum Moment: CaseIterable {
            case beforeNote, beforeBlocks, afterBlocks
        }

        private let loader: StoreLoader
        private var commitsLeft: Int
        private let moment: Moment

        init(_ loader: StoreLoader, dies moment: Moment, after commits: Int) {
            self.loader = loader
            self.moment = moment
            commitsLeft = commits
        }

        func append(_ batch: RowBatch) throws(StoreError) { try loader.append(batch) }

        func commit(_ note: (UInt64) throws(StoreError) -> Void) throws(StoreError) {
            guard commitsLeft == 0 else {
                commitsLeft -= 1
                return try loader.commit(note)
            }
            let death = StoreError(.access, "killed")
            switch moment {
            case .beforeNote: throw death
            case .beforeBlocks:
                try loader.commit { sequence throws(StoreError) in
                    try note(sequence)
                    throw death
                }
            case .afterBlocks:
                try loader.commit(note)
                throw death
            }
        }

        func hasBlocks(sequence: UInt64, time: UInt64) throws(StoreError) -> Bool {
            try loader.hasBlocks(sequence: sequence, time: time)
        }
    }

    private static let rows = 3_000

    /// Rows over three days, many of them in one second; each has its number as bytes.
    private static let text =
        "time,sip,dip,dport,proto,bytes_rcvd\n"
        + (0..<rows).map { "\(1_700_000_000 + $0 / 7 * 600),10.0.\($0 / 256).\($0 % 256),::1,80,6,\($0 + 1)\n" }
        .joined()

    private static let sum = UInt64(rows * (rows + 1) / 2)

    private func start(
        _ file: String, _ store: String, pieces: Int = 1 << 12, units: Int = 200,
        loader: (StoreLoader) -> any RowLoader = { $0 }
    ) throws -> ImportResult {
        let options = Imports.flows()
        let reader = try PieceReader(file, pieceSize: pieces)
        let header = try FileHeader(try reader.beginning(), given: nil)
        let columns = try FileColumns(header.names, line: header.line, options: options)
        let csv = try CSVImport(
            reader, header, columns, store: store, loader: loader(try StoreLoader(store, options)), options: options,
            units: RowUnits(usualRows: units, mostRows: units * 2))
        return try csv.run()
    }

    @Test(arguments: MortalLoaderMoments.all, [0, 1, 5])
    func `A killed import goes on where it stopped`(moment: Int, commits: Int) throws {
        let folder = Folder()
        let file = folder.write(Self.text)
        #expect(throws: StoreError.self) {
            try start(file, folder.store) {
                MortalLoader($0, dies: MortalLoader.Moment.allCases[moment], after: commits)
            }
        }
        let before = try Imports.sum(folder.store, "bytes_rcvd")
        #expect(before < Self.sum)
        let result = try start(file, folder.store)
        #expect(result.earlierRows + result.rows == Self.rows)
        #expect(result.isComplete)
        #expect(try Imports.sum(folder.store, "bytes_rcvd") == Self.sum)
        #expect(try Imports.rows(folder.store).count == Self.rows)
    }

    @Test func `Killed again and again, it ends with each row once`() throws {
        let folder = Folder()
        let file = folder.write(Self.text)
        for attempt in 0..<20 {
            let moment = MortalLoader.Moment.allCases[attempt % 3]
            _ = try? start(file, folder.store, pieces: 700 + attempt * 300, units: 100 + attempt) {
                MortalLoader($0, dies: moment, after: attempt % 2)
            }
        }
        _ = try start(file, folder.store)
        #expect(try Imports.sum(folder.store, "bytes_rcvd") == Self.sum)
    }

    @Test func `What was imported is not imported again unless that is asked`() throws {
        let folder = Folder()
        let file = folder.write(Self.text)
        _ = try Imports.run(file, folder.store)
        let error = #expect(throws: ImportError.self) { try Imports.run(file, folder.store) }
        #expect(error?.message.contains("was imported already") == true)
        let copy = folder.write(Self.text, to: "copy.csv")
        #expect(throws: ImportError.self) { try Imports.run(copy, folder.store) }
        #expect(try Imports.sum(folder.store, "bytes_rcvd") == Self.sum)
        var options = Imports.flows()
        options.again = true
        #expect(try Imports.run(file, folder.store, options).rows == Self.rows)
        #expect(try Imports.sum(folder.store, "bytes_rcvd") == Self.sum * 2)
    }

    @Test func `A file that grew brings its new rows`() throws {
        let folder = Folder()
        let file = folder.write("time,bytes_rcvd\n1,1\n2,2\n")
        _ = try Imports.run(file, folder.store)
        _ = folder.write("time,bytes_rcvd\n1,1\n2,2\n3,4\n")
        let result = try Imports.run(file, folder.store)
        #expect(result.rows == 1 && result.earlierRows == 2 && result.lines == 4)
        #expect(try Imports.sum(folder.store, "bytes_rcvd") == 7)
    }

    @Test func `A number of rows is counted from the file's beginning`() throws {
        let folder = Folder()
        let file = folder.write(Self.text)
        var options = Imports.flows()
        options.maxRows = 1_234
        let first = try Imports.run(file, folder.store, options)
        #expect(first.rows == 1_234 && !first.isComplete)
        #expect(try Imports.run(file, folder.store, options).rows == 0)
        #expect(try Imports.run(file, folder.store).rows == Self.rows - 1_234)
        #expect(try Imports.sum(folder.store, "bytes_rcvd") == Self.sum)
    }

    @Test func `A file that was changed before the place is not gone on with`() throws {
        let folder = Folder()
        let file = folder.write(Self.text)
        var options = Imports.flows()
        options.maxRows = 3
        _ = try Imports.run(file, folder.store, options)
        _ = folder.write(Self.text.replacing("::1,80,6,3\n", with: "::1,80,6,9\n"))
        // What is changed within the part by which a file is known makes it another file.
        options.maxRows = nil
        #expect(try Imports.run(file, folder.store, options).earlierRows == 0)
    }

    @Test func `Other settings do not go on with an import`() throws {
        let folder = Folder()
        let file = folder.write(Self.text)
        var options = Imports.flows()
        options.maxRows = 3
        _ = try Imports.run(file, folder.store, options)
        options.interface = "eth1"
        let error = #expect(throws: ImportError.self) { try Imports.run(file, folder.store, options) }
        #expect(error?.message.contains("another -i") == true)
        options.restarts = true
        options.maxRows = nil
        #expect(try Imports.run(file, folder.store, options).rows == Self.rows)
    }

    @Test func `A record of an import is the same when read, and damage is seen`() throws {
        var record = ImportRecord(table: "flows", path: "/a b", size: 7, head: [1, 2], settings: 11)
        record.committed.rows = 5
        record.pending = ImportRecord.Pending(sequence: 3, time: 9, mark: ImportMark())
        let bytes = record.encoded()
        #expect(ImportRecord(bytes) == record)
        for place in bytes.indices {
            var spoilt = bytes
            spoilt[place] ^= 0x10
            #expect(ImportRecord(spoilt) == nil)
            #expect(ImportRecord(Array(bytes[..<place])) == nil)
        }
    }

    enum MortalLoaderMoments {
        static let all = [0, 1, 2]
    }
}
