import Testing

@testable import Catalog

@Suite struct CatalogLookUpTests {
    @Test func searchFindsPartsOfTheTextLastSeenFirst() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        try catalog.record([
            record(1, "SELECT * FROM Orders WHERE id = $1", seen: 10), record(2, "DELETE FROM orders", seen: 20),
            record(3, "SELECT 100 % $1", seen: 30),
        ])
        #expect(try catalog.search(containing: "ORDERS").map(\.fingerprint) == [2, 1])
        #expect(try catalog.search(containing: "%").map(\.fingerprint) == [3])
        #expect(try catalog.search(containing: "' OR 1 = 1 --").isEmpty)
        #expect(try catalog.search(containing: "", limit: 2).map(\.fingerprint) == [3, 2])
    }
}
