import Observations
import Testing

@testable import ColumnStore

@Suite struct TableDescriptionTests {
    @Test func columnsComeBackAndAreFoundByNameAndKind() throws {
        let stored = try TableDescription(decoding: TableDescription(visits).encoded()[...])
        #expect(stored == TableDescription(visits))
        #expect(stored.identity == TableDescription(visits).identity)
        #expect(stored.identity != TableDescription(.sessions).identity)
        let later = TableSchema(
            name: "visits", resolution: 1,
            dimensions: [
                .dimension("fingerprint", .unsigned, .fingerprint), .dimension("user", .unsigned, .number),
                .dimension("new", .string, .text),
            ], counters: [.counter("bytes", .bytes)])
        #expect(stored.positions(of: later) == [0, 3, nil, nil, 5])
    }

    @Test func everyCutIsRefused() {
        let bytes = TableDescription(visits).encoded()
        for length in 0..<bytes.count {
            #expect(throws: DecodingFailure.self) { try TableDescription(decoding: bytes[..<length]) }
        }
    }
}
