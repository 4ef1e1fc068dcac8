import SQLText
import Testing

@Suite struct LiteralTapTests {
    private final class Seen {
        var literals: [String] = []
    }

    private func tap(_ sql: String, cutAt cuts: [Int] = []) -> [String] {
        let seen = Seen()
        var scanner = TappedScanner(tap: { kind, bytes in
            let text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            seen.literals.append("\(kind) \(text)")
        })
        let bytes = Array(sql.utf8)
        var start = 0
        for cut in cuts {
            scanner.feed(bytes.span.extracting(start..<cut), isLast: false) { _ in }
            start = cut
        }
        scanner.feed(bytes.span.extracting(start..<bytes.count), isLast: true) { _ in }
        return seen.literals
    }

    @Test func literalsAreOfferedHoweverTheTextIsCut() {
        let sql = "select 'a''b', 1, $1, $x$c$x$, E'd\\'' from t where e = true and f in ('g'\n'h', null)"
        let expected = [
            "string a'b", "number ", "parameter ", "dollarString c$x$", "escapeString d\\'", "boolean ", "string gh",
            "null ",
        ]
        #expect(tap(sql) == expected)
        #expect(tap(sql, cutAt: Array(1..<sql.utf8.count)) == expected)
    }

    @Test func onlyTheBeginningIsOffered() {
        let long = String(repeating: "x", count: 1000)
        #expect(tap("select '\(long)'") == ["string \(long.prefix(256))"])
    }
}
