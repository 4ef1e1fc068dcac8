import Testing

@Suite struct WireConformanceTests {
    @Test func `Every case of the protocol has a test or a reason, and the page names each test`() {
        let violations = WireConformance.violations(in: Repository.files)
        if !violations.isEmpty { Issue.record("\(violations.map(\.description).joined(separator: "\n"))") }
    }

    private let source = """
        @Suite struct WireExampleTests {
            @Test("wire 1: a sentence")
            func wire1Sentence() {}
            @Test(
                "wire 2: with arguments",
                arguments: [1, 2])
            func wire2Arguments(number: Int) {}
            @Test("wire 3: another number than the function has")
            func wire4Mistaken() {}
            func wire5NoTest() {}
        }
        """

    private func page(_ change: (inout [String]) -> Void) -> [SourceFile] {
        var rows = WireConformance.cases.map { "| \($0) | what | not here, for a reason that is given |" }
        rows[0] = "| 1 | what | `wire1Sentence` |"
        rows[1] = "| 2 | what | `wire2Arguments` |"
        change(&rows)
        return [
            SourceFile(path: "Tests/ATests/WireExampleTests.swift", text: source),
            SourceFile(path: WireConformance.page, text: rows.joined(separator: "\n") + "\n"),
        ]
    }

    @Test func `Tests are found by the attribute and the function`() {
        let tests = WireConformance.tests(in: SourceFile(path: "Tests/ATests/A.swift", text: source))
        #expect(tests.map(\.name) == ["wire1Sentence", "wire2Arguments"])
    }

    @Test func `Mistakes of the page are found`() {
        func messages(_ change: (inout [String]) -> Void) -> [String] {
            WireConformance.violations(in: page(change)).map(\.message)
        }
        #expect(messages { _ in } == [])
        #expect(messages { $0[2] = "| 3 | what | |" } == ["case 3 has neither a test nor a reason"])
        #expect(messages { $0.remove(at: 5) } == ["case 6 has 0 rows"])
        #expect(messages { $0[3] = "| 4 | what | `wire4Mistaken` |" } == ["there is no test wire4Mistaken"])
        let unnamed = messages { $0[1] = "| 2 | what | not here, for a reason that is given |" }
        #expect(unnamed == ["\(WireConformance.page) does not name wire2Arguments"])
        #expect(WireConformance.violations(in: []).count == 1)
    }
}
