import Glibc
import Testing

@testable import ColumnStore

@Suite struct RecoveryTests {
    private func logs(_ path: String) throws -> [String] {
        try Disk().names(in: path + "/visits").filter { StorePaths.logSequence($0) != nil }.map {
            "\(path)/visits/\($0)"
        }
    }

    @Test func aTornTailIsCutOffAndCounted() throws {
        let directory = TemporaryDirectory()
        do {
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            for time in 0..<3 {
                try writer.append(batch([Visit(time: midnight + UInt64(time))]))
                try writer.flush()
            }
        }
        let log = try logs(directory.path)[0]
        let size = try Disk().open(log, .read).size()
        try Disk().open(log, .write).truncate(to: size - 1)
        let expected = Answer([Visit(time: midnight), Visit(time: midnight + 1)])
        #expect(try contents(directory.path).answer == expected)
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        #expect(writer.statistics.tornTails == 1)
        #expect(try contents(directory.path).damaged == 0)
        try writer.append(batch([Visit(time: midnight + 2)]))
        try writer.closeSteps(before: .max)
        #expect(try contents(directory.path).answer == Answer((0..<3).map { Visit(time: midnight + $0) }))
    }

    @Test func anEndlessSeriesOfKilledProcessesLosesNothing() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        for round in 0..<6 as Range<UInt64> {
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as UInt64] in
                let writer = try StoreWriter(directory: path, tables: [visits])
                for index in 0..<20 as Range<UInt64> {
                    try writer.append(batch([Visit(time: midnight + index * 60, fingerprint: round * 20 + index)]))
                    try writer.flush()
                    if index % 7 == round { try writer.closeSteps(before: midnight + index * 60) }
                }
                try writer.append(batch([Visit(time: midnight, fingerprint: 1_000_000)]))
                kill(getpid(), SIGKILL)
            }
        }
        let (answer, damaged) = try contents(path)
        #expect(answer.sums.values.allSatisfy { $0.calls == 1 })
        #expect(answer.sums.keys.map(\.fingerprint).sorted() == Array(0..<120))
        #expect(damaged == 0)
    }

    @Test func withoutAnyLogTheNumbersGoOnAfterThoseOfTheBlocks() throws {
        let directory = TemporaryDirectory()
        do {
            let writer = try StoreWriter(directory: directory.path, tables: [visits])
            for time in 0..<5 {
                try writer.append(batch([Visit(time: midnight + UInt64(time))]))
                try writer.flush()
            }
            try writer.closeSteps(before: .max)
        }
        for log in try logs(directory.path) { try Disk().remove(log) }
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.append(batch([Visit(time: midnight + 5)]))
        try writer.flush()
        #expect(try contents(directory.path).answer == Answer((0..<6).map { Visit(time: midnight + $0) }))
    }

    @Test func aColumnDeclaredLaterIsEmptyInRowsThatWereOpen() throws {
        let directory = TemporaryDirectory()
        let older = TableSchemas.visitsWithoutUser
        do {
            let writer = try StoreWriter(directory: directory.path, tables: [older])
            try writer.append(TableSchemas.withoutUser(batch([Visit(time: midnight)])))
            try writer.flush()
        }
        let expected = Answer([Visit(time: midnight, user: "")])
        #expect(try contents(directory.path).answer == expected)
        let writer = try StoreWriter(directory: directory.path, tables: [visits])
        try writer.closeSteps(before: .max)
        #expect(try contents(directory.path).answer == expected)
    }
}
