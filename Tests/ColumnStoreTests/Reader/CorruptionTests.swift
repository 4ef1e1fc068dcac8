import Testing

@testable import ColumnStore

@Suite struct CorruptionTests {
    private static let rows = (0..<60 as Range<UInt64>).map { index in
        Visit(time: midnight + index * 30, user: "user \(index % 7)", fingerprint: index, bytes: index * index * 977)
    }

    /// A store with closed blocks in two days and an open step.
    private func fill(_ path: String) throws {
        let writer = try StoreWriter(directory: path, tables: [visits])
        for start in stride(from: 0, to: 60, by: 15) {
            try writer.append(batch(Array(Self.rows[start..<start + 15])))
            try writer.flush()
            try writer.closeSteps(before: midnight + UInt64(start) * 30)
        }
    }

    private func files(_ path: String) throws -> [String] {
        let table = path + "/visits"
        return try Disk().names(in: table).flatMap { name in
            Day(name: name) == nil
                ? ["\(table)/\(name)"] : try Disk().names(in: "\(table)/\(name)").map { "\(table)/\(name)/\($0)" }
        }
    }

    /// Reads what is left: rows that are there are right, rows that are not are announced.
    private func check(_ path: String, _ place: String) throws {
        let (answer, damaged) = try contents(path)
        let truth = Answer(Self.rows)
        for (key, sums) in answer.sums { #expect(truth.sums[key] == sums, "\(place)") }
        #expect(damaged > 0 || answer == truth, "\(place): rows are missing, nothing says so")
    }

    @Test func aFlippedBitAnywhereIsNoticedAndCostsOnlyItsPiece() throws {
        let directory = TemporaryDirectory()
        try fill(directory.path)
        var random = SeededGenerator(13)
        for file in try files(directory.path) {
            let good = try Disk().contents(of: file)
            for _ in 0..<25 where !good.isEmpty {
                var bad = good
                let bit = Int.random(in: 0..<good.count * 8, using: &random)
                bad[bit / 8] ^= 1 << (bit % 8)
                try Disk().open(file, .write).write(bad, at: 0)
                try check(directory.path, "\(file), bit \(bit)")
            }
            try Disk().open(file, .write).write(good, at: 0)
        }
        #expect(try contents(directory.path).answer == Answer(Self.rows))
    }

    @Test func aFileCutShortIsNoticed() throws {
        let directory = TemporaryDirectory()
        try fill(directory.path)
        var random = SeededGenerator(14)
        let all = try files(directory.path)
        // The newest log may end anywhere: a writer may be at work on it.
        let newest = all.last { $0.hasSuffix(".log") }
        for file in all where file != newest {
            let good = try Disk().contents(of: file)
            for length in [0, good.count - 1, Int.random(in: 0..<good.count, using: &random)] {
                try Disk().open(file, .write).truncate(to: length)
                try check(directory.path, "\(file), \(length) bytes")
                try Disk().open(file, .write).write(good, at: 0)
            }
        }
    }

    @Test func aWriterGoesOnWithADamagedStoreAndOverwritesNothing() throws {
        var random = SeededGenerator(15)
        for _ in 0..<25 {
            let directory = TemporaryDirectory()
            try fill(directory.path)
            let file = try files(directory.path).randomElement(using: &random)!
            var bytes = try Disk().contents(of: file)
            for _ in 0..<3 where !bytes.isEmpty { bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x10 }
            try Disk().open(file, .write).write(bytes, at: 0)
            let before = try contents(directory.path).answer
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            let more = (100..<130 as Range<UInt64>).map { Visit(time: midnight + $0, fingerprint: $0) }
            try writer.append(batch(more))
            try writer.closeSteps(before: .max)
            let after = try contents(directory.path).answer
            for (key, sums) in before.sums { #expect(after.sums[key] == sums, "\(file)") }
            for row in more { #expect(after.sums.keys.contains { $0.fingerprint == row.fingerprint }, "\(file)") }
        }
    }
}
