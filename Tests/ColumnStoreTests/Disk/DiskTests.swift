import Glibc
import Testing

@testable import ColumnStore

@Suite struct DiskTests {
    private let disk = Disk()

    @Test func aReplacedFileIsTheNewOneAndNothingIsLeftOver() throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/manifest"
        try disk.replace(path, with: [1, 2, 3], in: directory.path)
        try disk.replace(path, with: [4], in: directory.path)
        #expect(try disk.contents(of: path) == [4])
        #expect(try disk.names(in: directory.path) == ["manifest"])
    }

    @Test func aReplacementThatFailsLeavesTheOldFile() throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/manifest"
        try disk.replace(path, with: [1, 2, 3], in: directory.path)
        for operation in 0..<3 {
            let full = Disk(faults: Faults(.full(1), at: operation, quarters: 2))
            let error = #expect(throws: StoreError.self) {
                try full.replace(path, with: [9, 9, 9, 9], in: directory.path)
            }
            #expect(error?.code == .full)
            #expect(try disk.contents(of: path) == [1, 2, 3])
            #expect(try disk.names(in: directory.path) == ["manifest"])
        }
    }

    @Test func whatIsNotThereIsNoErrorToRemoveOrList() throws {
        let directory = TemporaryDirectory()
        try disk.remove(directory.path + "/nothing")
        #expect(try disk.names(in: directory.path + "/nothing").isEmpty)
        let path = directory.path
        let error = #expect(throws: StoreError.self) { try Disk().contents(of: path + "/nothing") }
        #expect(error?.code == .gone)
    }

    @Test func aDirectoryGoesWithItsFiles() throws {
        let directory = TemporaryDirectory()
        let day = directory.path + "/day"
        try disk.makeDirectory(day)
        try disk.makeDirectory(day)
        try disk.replace(day + "/a", with: [1], in: day)
        try disk.removeDirectory(day)
        #expect(try disk.names(in: directory.path).isEmpty)
    }
}
