import SQLText
import Testing

/// PostgreSQL's lexical rules, by the tokens that the normalized text shows.
@Suite struct LexicalRulesTests {
    private func tokens(_ sql: String, conforming: Bool = true) -> String {
        Normalizer.normalize(Array(sql.utf8).span, ScannerOptions(standardConformingStrings: conforming))
    }

    @Test(arguments: [
        ("a 1", "a $1"), ("a 1.5", "a $1"), ("a .5", "a $1"), ("a 1.", "a $1"), ("a 1.5e10", "a $1"),
        ("a 1e-5", "a $1"), ("a 1.e+5", "a $1"), ("a 1e", "a $1 e"), ("a 1e+", "a $1 e +"), ("a 1e+b", "a $1 e + b"),
        ("a 1..2", "a $1..$2"), ("a 1.5.6", "a $1 $2"), ("a 1.5.b", "a $1.b"), ("a ..5", "a..$1"),
        ("a 0x1F", "a $1"), ("a 0xg", "a $1 xg"), ("a 0b01", "a $1"), ("a 0o17", "a $1"), ("a 1_0", "a $1"),
        ("a 12ab", "a $1 ab"), ("a 00x1", "a $1 x1"), ("a 0", "a $1"), ("a 0.5", "a $1"), ("a 0e1", "a $1"),
    ]) func numbers(_ pair: (String, String)) {
        #expect(tokens(pair.0) == pair.1)
    }

    @Test(arguments: [
        ("a+b", "a + b"), ("a+-b", "a + - b"), ("a*+b", "a * + b"), ("a@-b", "a @- b"), ("a<->b", "a <-> b"),
        ("a<=-b", "a <= - b"), ("a->>b", "a ->> b"), ("a||b", "a || b"), ("a!=b", "a <> b"), ("a<>b", "a <> b"),
        ("a--b\n-c", "a - c"), ("a+--b\nc", "a + c"), ("a+/*b*/c", "a + c"), ("a*/b", "a */ b"), ("a/ *b", "a / * b"),
        ("a/-b", "a / - b"), ("a::b", "a::b"), ("a:=b", "a := b"), ("a=>b", "a => b"), ("a:b", "a : b"),
        ("a[1:2]", "a[$1 : $2]"), ("a?b", "a ? b"), ("a?-b", "a ?- b"), ("a%-b", "a %- b"), ("a+++b", "a + + + b"),
    ]) func operators(_ pair: (String, String)) {
        #expect(tokens(pair.0) == pair.1)
    }

    @Test(arguments: [
        ("a 'b' c", "a $1 c"), ("a 'b''c' d", "a $1 d"), ("a 'b'\n'c' d", "a $1 d"), ("a 'b' 'c' d", "a $1 $2 d"),
        ("a 'b' -- x\n 'c' d", "a $1 d"), ("a 'b' /* x */\n 'c' d", "a $1 $2 d"), ("a 'b'\r'c' d", "a $1 d"),
        ("a 'b\\' c", "a $1 c"), ("a e'b\\' c' d", "a $1 d"), ("a E'b\\\\' c", "a $1 c"),
        ("a E'b'\n'\\' c' d", "a $1 d"),
        ("a ee'b' c", "a ee $1 c"), ("a b'0' c", "a $1 c"), ("a X'f' c", "a $1 c"), ("a n'b' c", "a $1 c"),
        ("a u&'b' c", "a $1 c"), ("a u& 'b' c", "a u & $1 c"), ("a u&b", "a u & b"), ("a uu&'b'", "a uu & $1"),
        ("a u&'b' uescape '!' c", "a $1 c"), ("a 'b' uescape c", "a $1 uescape c"),
        ("a $$b$$ c", "a $1 c"), ("a $x$b$$c$x$ d", "a $1 d"), ("a $x$b$X$c$x$ d", "a $1 d"), ("a $x$$x$ b", "a $1 b"),
        ("a $x$b$x$x$ c", "a $1 x$ c"), ("a $x$b$$x$ c", "a $1 c"), ("a$b$c", "a$b$c"), ("a $1 $23", "a $1 $2"),
        ("a $1b", "a $1 b"), ("a $é$b$é$ c", "a $1 c"), ("a $$b$$\n'c' d", "a $1 $2 d"), ("a $ b", "a $ b"),
        ("a $x b", "a $ x b"),
    ]) func strings(_ pair: (String, String)) {
        #expect(tokens(pair.0) == pair.1)
    }

    @Test func backslashesEscapeWhereStringsDoNotConform() {
        #expect(tokens("a 'b\\' c' d", conforming: false) == "a $1 d")
        #expect(tokens("a 'b\\' c' d", conforming: true) == "a $1 c $2")
        #expect(tokens("a n'b\\' c' d", conforming: false) == "a $1 d")
        #expect(tokens("a b'0\\' c", conforming: false) == "a $1 c")
    }

    @Test(arguments: [
        ("a /* b */ c", "a c"), ("a /* b /* c */ d */ e", "a e"), ("a /* /*/ */ */ b", "a b"), ("a /***/ b", "a b"),
        ("a /*/ b */ c", "a c"), ("a -- b /* \n c", "a c"), ("a -- b\rc", "a c"), ("a /* -- */ b", "a b"),
        ("a /* ' */ b", "a b"), ("a /* b **/ c", "a c"), ("a /*", "a"), ("a --", "a"),
        ("a\tb\u{b}c\u{c}d\r\ne", "a b c d e"),
    ]) func comments(_ pair: (String, String)) {
        #expect(tokens(pair.0) == pair.1)
    }

    @Test(arguments: [
        ("ÄB", "Äb"), ("a_1$", "a_1$"), ("_a", "_a"), ("\"A\"\"b\"", "\"A\"\"b\""), ("\"a b\"", "\"a b\""),
        ("\"a\"", "a"), ("\"1a\"", "\"1a\""), ("\"table\"", "\"table\""), ("a.\"table\"", "a.table"), ("\"\"", "\"\""),
        ("u&\"a\"", "U&\"a\""), ("a.b.*", "a.b.*"), ("aVeryLongIdentifierThatSpans", "averylongidentifierthatspans"),
    ]) func names(_ pair: (String, String)) {
        #expect(tokens(pair.0) == pair.1)
    }
}
