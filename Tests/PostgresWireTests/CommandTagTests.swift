import Testing

@testable import PostgresWire

@Suite struct CommandTagTests {
    @Test(
        arguments: [
            ("SELECT 5", 5), ("INSERT 0 12", 12), ("UPDATE 0", 0), ("COPY 100000", 100_000), ("FETCH 3", 3),
            ("CREATE TABLE", 0), ("BEGIN", 0), ("", 0), ("7", 0), ("SELECT", 0), ("SELECT x5", 0),
            ("SELECT 18446744073709551615", UInt64.max),
        ] as [(String, UInt64)])
    func `Rows of a tag`(tag: String, rows: UInt64) {
        for end in [[], [0]] as [[UInt8]] {
            #expect((Array(tag.utf8) + end).withUnsafeBytes(CommandTag.rows) == rows)
        }
    }
}
