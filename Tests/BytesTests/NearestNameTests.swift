import Testing

@testable import Bytes

@Suite struct NearestNameTests {
    private static let names = ["flush", "path", "retention", "proxies", "max_clients", "limit"]

    @Test(arguments: [
        ("flsh", "flush"), ("fulsh", "flush"), ("FLUSH", "flush"), ("flushh", "flush"), ("proxy", "proxies"),
        ("retension", "retention"), ("max-clients", "max_clients"), ("maxclients", "max_clients"), ("imit", "limit"),
    ])
    func `A slip is understood`(typed: String, meant: String) {
        #expect(NearestName.find(typed, among: Self.names) == meant)
    }

    @Test(arguments: ["", "x", "quality", "certificate", "tls"])
    func `Something else is not taken for a slip`(typed: String) {
        #expect(NearestName.find(typed, among: Self.names) == nil)
    }

    @Test func `Equally near names are told by their order`() {
        #expect(NearestName.find("cat", among: ["car", "cap"]) == "car")
        #expect(NearestName.find("cat", among: ["cap", "car"]) == "cap")
        #expect(NearestName.find("cat", among: []) == nil)
    }

    @Test func `Long texts cost no time`() {
        let long = String(repeating: "x", count: 1_000_000)
        #expect(NearestName.find(long, among: ["x", long]) == long)
    }

    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abcd", "acbd", 1),
    ])
    func `Distances count edits`(a: String, b: String, distance: Int) {
        #expect(NearestName.editDistance(Array(a.utf8), Array(b.utf8)) == distance)
    }
}
