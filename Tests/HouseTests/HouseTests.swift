import Testing

@Suite struct HouseTests {
    static let rules = HouseRule.lineRules + HouseRule.fileRules

    private func report(_ violations: [Violation]) {
        if !violations.isEmpty { Issue.record("\(violations.map(\.description).joined(separator: "\n"))") }
    }

    @Test(arguments: rules)
    func `The repository keeps to it`(rule: HouseRule) {
        report(Repository.files.flatMap(rule.violations))
    }

    @Test(arguments: rules)
    func `The rule finds its bad example`(rule: HouseRule) {
        #expect(rule.violations(in: rule.badExample).count == 1)
    }

    @Test func `Nothing stands there that nothing refers to`() {
        report(DeadFiles.violations(in: Repository.files))
    }

    @Test func `The repository is found`() {
        #expect(Repository.files.count { $0.isSource && $0.isSwift } > 50)
        #expect(Repository.files.contains { $0.path == "Tests/HouseTests/HouseTests.swift" })
        #expect(Repository.files.contains { $0.path == "Makefile" })
    }

    @Test func `A dead file is found, and one that is used is not`() {
        let files = [
            SourceFile(path: "Sources/A/Used.swift", text: "public struct Used {}\n"),
            SourceFile(path: "Sources/A/User.swift", text: "struct User { let used: Used }\n"),
            SourceFile(path: "Sources/A/main.swift", text: "let main = User()\n"),
            SourceFile(path: "Sources/A/User+More.swift", text: "extension User {}\n"),
            SourceFile(path: "Sources/A/Dead.swift", text: "struct Dead { let user: User }\n"),
            SourceFile(path: "Sources/A/Comment.swift", text: "// Dead is dead.\nlet text = \"Dead\"\n"),
            SourceFile(path: "Tests/ATests/DeadTests.swift", text: "let dead = Dead()\n"),
        ]
        #expect(DeadFiles.violations(in: files).map(\.path) == ["Sources/A/Dead.swift", "Sources/A/Comment.swift"])
    }

    @Test(arguments: [
        ("let a = \"func { \\(b(\"}\")) }\" // {", "let a = \"       \\(b(\" \"))  \"     "),
        ("let a = #\"\\n\"{\"#, b", "let a = #\"    \"#, b"),
        ("/* { /* } */ } */ c", "                  c"),
        ("\"\"\"\n  \"{\" \\(a)\n\"\"\" {", "\"\"\"\n      \\(a)\n\"\"\" {"),
        ("func `a {` () {", "func `   ` () {"),
    ])
    func `Comments and strings are no code`(text: String, code: String) {
        #expect(String(decoding: CodeMask.code(Array(text.utf8)), as: UTF8.self) == code)
    }

    @Test func `Functions are measured by their braces`() {
        let code = """
            protocol P {
                func a()
                var b: Int { get }
            }
            struct S {
                var stored = 1
                func c(
                    d: Int = { 1 }()
                ) -> Int {
                    let e = [1].map { $0 }
                    return e[0]
                }
                init() { self.stored = 2 }
            }
            """.split(separator: "\n").map(String.init)
        let expected = [(3, 1), (7, 6), (13, 1)].map { FunctionLengths.Function(line: $0.0, length: $0.1) }
        #expect(FunctionLengths.of(code).filter { $0.line != 10 } == expected)
    }
}
