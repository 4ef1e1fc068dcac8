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

    @Test func aNewerOneIsRefusedByName() throws {
        let error = try error("keddah store 2\n")
        #expect(error?.code == .newerVersion)
        #expect(error?.message.contains("version 2") == true)
    }

    @Test(arguments: ["", "keddah store 1", "keddah store x\n", "keddah store 0\n", "keddbh store 1\n"])
    func aDamagedOneIsSaid(contents: String) throws { #expect(try error(contents)?.code == .corrupt) }
}
