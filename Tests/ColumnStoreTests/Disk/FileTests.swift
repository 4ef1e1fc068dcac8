import Testing

@testable import ColumnStore

@Suite struct FileTests {
    @Test func readsEndWithTheFileAndArePadded() throws {
        let directory = TemporaryDirectory()
        let file = try Disk().open(directory.path + "/file", .write)
        try file.write([1, 2, 3, 4], at: 2)
        let size = try file.size()
        let parts = [
            try file.read(offset: 0, count: 4), try file.read(offset: 4, count: 10, padding: 2),
            try file.read(offset: 9, count: 1),
        ]
        #expect(size == 6)
        #expect(parts == [[0, 0, 1, 2], [3, 4, 0, 0], []])
        try file.truncate(to: 3)
        let rest = try file.read(offset: 0, count: 9)
        #expect(rest == [0, 0, 1])
    }

    @Test func oneOpenFileAtATimeHasTheLock() throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/lock"
        func take() throws -> Bool { try Disk().open(path, .write).lock() }
        do {
            let first = try Disk().open(path, .write)
            let isLocked = first.lock()
            #expect(isLocked)
            #expect(try !take())
        }
        #expect(try take())
    }
}
