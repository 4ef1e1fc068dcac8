import SQLText
import Testing

@Suite struct NormalizerTests {
    static func normalize(_ sql: String, limit: Int = 1000) -> String {
        Normalizer.normalize(Array(sql.utf8).span, limit: limit)
    }

    @Test(arguments: [
        ("SELECT  *\nFROM t WHERE a = 1 AND b = 'x' -- c", "select * from t where a = $1 and b = $2"),
        ("select f(1, $7), \"T\".\"a\", \"select\", x::int", "select f($1, $2), \"T\".a, \"select\", x::int"),
        ("select a in (1,2,3), b = 4", "select a in ($1, ...), b = $2"),
        ("insert into t(a,b) values (1,2),(3,4) returning a", "insert into t(a, b) values ($1, $2), ... returning a"),
        ("select array[[1,2],[3,4]], a[1]", "select array[[$1, ...], ...], a[$2]"),
        ("select a in (1, b, b, 2)", "select a in ($1, b, $2, ...)"),
        ("select a in (select 1, 2)", "select a in (select $1, $2)"),
        ("select -1, - a, b - -1", "select $1, - a, b - $2"),
        ("savepoint x", "savepoint $1"),
        ("select 1; select 2", "select $1; select $2"),
        ("select u&\"a\"\"b\"", "select U&\"a\"\"b\""),
        ("", ""),
    ]) func text(_ pair: (String, String)) {
        #expect(Self.normalize(pair.0) == pair.1)
    }

    @Test(arguments: 0..<30) func isCutBetweenCharacters(_ limit: Int) {
        let text = Self.normalize("select äöü, Ünicode, \"日本語\"", limit: limit)
        #expect(text.utf8.count <= limit)
        #expect(text.utf8.count > limit - 4)
        #expect(Self.normalize("select äöü, Ünicode, \"日本語\"").hasPrefix(text))
    }

    @Test func otherEncodingsBecomeUnicode() {
        let bytes = Array("select ".utf8) + [0xe9]
        #expect(Normalizer.normalize(bytes.span, ScannerOptions(encoding: .latin1)) == "select é")
        #expect(Normalizer.normalize(bytes.span) == "select \u{fffd}")
    }

    @Test func aLongListTakesNoRoom() {
        let list = (0..<20_000).map { "(\($0), 'x')" }.joined(separator: ", ")
        #expect(Self.normalize("insert into t values \(list)", limit: 60) == "insert into t values ($1, $2), ...")
    }

    @Test func oneFingerprintHasOneText() {
        var texts: [UInt64: String] = [:]
        for (left, right) in IdentityTests.equalPairs {
            for sql in [left, right] {
                let text = Self.normalize(sql)
                #expect(texts.updateValue(text, forKey: fingerprint(sql)) ?? text == text)
            }
        }
    }
}
