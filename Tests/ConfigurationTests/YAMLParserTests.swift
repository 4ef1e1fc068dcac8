import Testing

@testable import Configuration

@Suite struct YAMLParserTests {
    private func parse(_ text: String) throws(YAMLError) -> YAMLNode? { try YAMLParser.parse(Array(text.utf8)) }

    private func message(_ bytes: [UInt8]) -> String? {
        do throws(YAMLError) {
            _ = try YAMLParser.parse(bytes)
            return nil
        } catch {
            return "\(error.position.line):\(error.position.column) \(error.message)"
        }
    }

    @Test func `Values know where they stand, and whether they were quoted`() throws {
        let root = try #require(try parse("a: 1\nb:\n  - \"1\"\n  - c: ~\n"))
        let entries = root.entries
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries[0].value == YAMLNode(content: .plain("1"), position: Position(line: 1, column: 4)))
        guard case .sequence(let items) = entries[1].value.content else {
            Issue.record("no list")
            return
        }
        #expect(items[0] == YAMLNode(content: .quoted("1"), position: Position(line: 3, column: 5)))
        #expect(items[1].entries[0].value.isNull)
    }

    @Test func `JSON is YAML`() throws {
        let root = try #require(try parse("{\"a\": [1, true, null],\n \"b\": {\"c\": \"\\u00e9\\n\"}}"))
        #expect(root.entries.map(\.key) == ["a", "b"])
        #expect(root.entries[1].value.entries[0].value.content == .quoted("é\n"))
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n...\n"])
    func `Nothing is no document, or an empty one`(text: String) throws {
        let root = try parse(text)
        #expect(root == nil || root?.isNull == true)
    }

    @Test(arguments: [
        ("a: [1, 2", "expected ',' or ']'"),
        ("a: \"b", "unexpected end of stream"),
        ("a:\n\t- b", "cannot start any token"),
        ("a: &x 1", "anchors (&name) are not supported"),
        ("a: *x", "aliases (*name) are not supported"),
        ("a: !!str 1", "tags (!name) are not supported"),
        ("? [a]\n: 1", "a key has to be a plain word"),
        ("a: 1\n---\nb: 2", "a second document"),
        (String(repeating: "[", count: 1000), "nested more than 32 deep"),
    ])
    func `What is no configuration says why`(text: String, part: String) {
        let found = message(Array(text.utf8))
        #expect(found?.contains(part) == true, "\(found ?? "no error")")
    }

    @Test func `A syntax error is located`() {
        #expect(message(Array("a: 1\nb: 'x\n".utf8))?.hasPrefix("3:1 ") == true)
        #expect(message(Array("a: 1\nb: x\nc: é".utf8) + [0xff, 0x0a])?.hasPrefix("3:5 ") == true)
        #expect(message(Array("a: \u{1}".utf8))?.hasPrefix("1:4 ") == true)
    }

    @Test func `A huge file is refused before it is read`() {
        #expect(message([UInt8](repeating: 0x20, count: (1 << 20) + 1)) == "1:1 the file is larger than 1 MB")
    }

    /// Every prefix and every single-byte change of a document is an answer or an error, never a crash.
    @Test func `Damaged documents do no harm`() {
        let document = Array("a: {b: [1, \"x\"], c: 'y'}\nd:\n  - e: |\n      text\n  - ~\n".utf8)
        var errors = 0
        for index in document.indices {
            if message(Array(document[..<index])) != nil { errors += 1 }
            for byte: UInt8 in [0x00, 0x26, 0x2a, 0x5b, 0x7b, 0x22, 0x3a, 0x0a, 0xff] {
                var damaged = document
                damaged[index] = byte
                if message(damaged) != nil { errors += 1 }
            }
        }
        #expect(errors > document.count)
    }
}
