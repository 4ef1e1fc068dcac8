import Testing

@testable import ColumnStore

@Suite struct StoreVersionTests {
    private func error(_ contents: String) throws -> StoreError? {
        let directory = TemporaryDirectory()
        let paths = StorePaths(root: directory.path)
        try Disk().replace(paths.version, with: Array(contents.utf8), in: directory.path)
        do throws(StoreError) { try StoreVersion.check(paths, disk: Disk()) } catch { return error }
        return nil
    }

    @Test func theCurrentVersionIsTaken() throws {
        #expect(try error(String(decoding: StoreVersion.contents, as: UTF8.self)) == nil)
    }

    @Test func `A writer makes a store of an earlier version one of its own, a reader leaves it`() throws {
        let directory = TemporaryDirectory()
        let paths = StorePaths(root: directory.path)
        let older = Array("keddah store 1\n".utf8)
        try Disk().replace(paths.version, with: older, in: directory.path)
        _ = try StoreReader(directory: directory.path)
        #expect(try Disk().contents(of: paths.version) == older)
        _ = try StoreWriter(directory: directory.path, tables: [visits])
        #expect(try Disk().contents(of: paths.version) == StoreVersion.contents)
        _ = try StoreReader(directory: directory.path)
    }

    @Test func aNewerOneIsRefusedByName() throws {
        let error = try error("keddah store 3\n")
        #expect(error?.code == .newerVersion)
        #expect(error?.message.contains("version 3") == true)
    }

    @Test(arguments: [
        "", "keddah store 1", "keddah store 2", "keddah store x\n", "keddah store 0\n", "keddbh store 1\n",
    ])
    func aDamagedOneIsSaid(contents: String) throws { #expect(try error(contents)?.code == .corrupt) }
}
