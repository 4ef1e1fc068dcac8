import Testing

@testable import Configuration

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("0", 0), ("4096", 4096), ("1B", 1), ("64kB", 65_536), ("64KB", 65_536), ("2MB", 2_097_152), ("1GB", 1 << 30),
        ("1TB", 1 << 40),
    ])
    func `Sizes are numbers, with a unit or in bytes`(text: String, bytes: Int) throws {
        #expect(try ByteCount.parse(text) == bytes)
    }

    @Test(arguments: ["", "kB", "-1", "1.5MB", "1 MB", "1PB", "99999999999TB"])
    func `Anything else is an error`(text: String) {
        #expect(throws: InvalidValue.self) { try ByteCount.parse(text) }
    }

    @Test(arguments: ["0B", "1023B", "1kB", "1536kB", "2MB", "1GB"])
    func `Sizes are shown in the largest unit without a rest`(text: String) throws {
        #expect(ByteCount.text(try ByteCount.parse(text)) == text)
    }
}
