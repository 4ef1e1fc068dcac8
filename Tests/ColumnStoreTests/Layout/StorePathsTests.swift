import Testing

@testable import ColumnStore

@Suite struct StorePathsTests {
    @Test func aLogsNameTellsItsSequence() {
        let paths = StorePaths(root: "/store")
        for sequence in [1, 255, UInt64.max] {
            let path = paths.log("flows", sequence)
            #expect(path.hasPrefix("/store/flows/open-"))
            #expect(StorePaths.logSequence(String(path.dropFirst("/store/flows/".count))) == sequence)
        }
    }

    @Test(arguments: ["open-1.log", "manifest", "2026-03-01", "open-000000000000000g.log", "open-0000000000000001.new"])
    func otherNamesAreNoLogs(name: String) { #expect(StorePaths.logSequence(name) == nil) }
}
