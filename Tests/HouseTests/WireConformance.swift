/// The page that says for each case of the protocol which tests show it, held against the tests.
enum WireConformance {
    static let cases = 1...56
    static let page = "docs/wire-conformance.md"

    /// What is wrong: a case without a test or a reason, a test that is not there, a test that the page leaves out.
    static func violations(in files: [SourceFile]) -> [Violation] {
        guard let page = files.first(where: { $0.path == page }) else {
            return [Violation(path: page, line: 1, message: "the page is not there")]
        }
        let tests = files.filter { $0.isSwift && $0.isTest }.flatMap(tests)
        let rows = rows(of: page)
        return uncovered(rows, page) + missing(rows, tests, page) + leftOut(rows, tests)
    }

    /// A test that is named after a case.
    struct Test: Equatable {
        let name: String
        let path: String
        let line: Int
    }

    private struct Row {
        let number: Int
        let line: Int
        let tests: [String]
        let reason: String
    }

    // MARK: the page

    /// Rows such as "| 7 | what | `wire7A`, `wire7B` |", or with a reason in place of tests.
    private static func rows(of page: SourceFile) -> [Row] {
        page.lines.enumerated().compactMap { index, line in
            let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }
            guard line.hasPrefix("|"), cells.count >= 3, let number = Int(cells[0].prefix { $0 != " " }) else {
                return nil
            }
            let parts = cells[2].split(separator: "`", omittingEmptySubsequences: false)
            let tests = parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            let reason = tests.isEmpty ? String(cells[2].drop { $0 == " " }) : ""
            return Row(number: number, line: index + 1, tests: tests, reason: reason)
        }
    }

    private static func uncovered(_ rows: [Row], _ page: SourceFile) -> [Violation] {
        cases.flatMap { number -> [Violation] in
            let found = rows.filter { $0.number == number }
            guard let row = found.first, found.count == 1 else {
                let message = "case \(number) has \(found.count) rows"
                return [Violation(path: page.path, line: found.last?.line ?? 1, message: message)]
            }
            let isCovered = row.tests.contains { self.number(of: $0) == number } || row.reason.count > 20
            let message = "case \(number) has neither a test nor a reason"
            return isCovered ? [] : [Violation(path: page.path, line: row.line, message: message)]
        }
    }

    private static func missing(_ rows: [Row], _ tests: [Test], _ page: SourceFile) -> [Violation] {
        let known = Set(tests.map(\.name))
        return rows.flatMap { row in
            row.tests.filter { !known.contains($0) }.map {
                Violation(path: page.path, line: row.line, message: "there is no test \($0)")
            }
        }
    }

    private static func leftOut(_ rows: [Row], _ tests: [Test]) -> [Violation] {
        tests.filter { test in !rows.contains { $0.tests.contains(test.name) && $0.number == number(of: test.name) } }
            .map { Violation(path: $0.path, line: $0.line, message: "\(page) does not name \($0.name)") }
    }

    // MARK: the tests

    /// Tests such as "@Test("wire 7: …") func wire7A()", in suites whose names begin with Wire.
    static func tests(in file: SourceFile) -> [Test] {
        let isSuite = file.code.contains { line in
            let words = words(line)
            return words.contains("struct") && words.contains { $0.hasPrefix("Wire") && $0.hasSuffix("Tests") }
        }
        return file.code.enumerated().compactMap { index, line in
            let words = words(line)
            guard isSuite, let place = words.firstIndex(of: "func"), place + 1 < words.count,
                let number = number(of: String(words[place + 1]))
            else { return nil }
            let above = file.lines[max(0, index - 30)..<index]
            guard let attribute = above.lastIndex(where: { $0.contains("@Test(") }),
                file.lines[attribute...index].contains(where: { $0.contains("\"wire \(number): ") })
            else { return nil }
            return Test(name: String(words[place + 1]), path: file.path, line: index + 1)
        }
    }

    /// The case that a test shows: 7 of `wire7A`.
    static func number(of name: String) -> Int? {
        name.hasPrefix("wire") ? Int(name.dropFirst(4).prefix { $0.isNumber }) : nil
    }
}
