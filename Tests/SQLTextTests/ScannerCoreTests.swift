import SQLText
import Testing

@Suite struct ScannerCoreTests {
    static let corpus = [
        "select * from customers where id = $1 and name = 'o''brien' -- done",
        "insert into t (a, b) values (1, 'x'), (-2, E'y\\'z'), (3, null) returning a;select 2 ; ; commit",
        "select $a$ $b$ $$ $a $a$, $$x$$, $1, $12::int, a$b, $é$x$é$ from \"T\"\"a\", u&\"d!0061\" uescape '!'",
        "select 1.5, .5, 1., 1e10, 1e+5, 1e, 1e+ , 1..2, 1.e3, 0x1f, 0xg, 0b1, 1_000, 1.5.6, 123abc",
        "/* a /* b */ c */ select a+-1, a-- b\n -1, a*/* x */b, a <> b, a != b, @-1, <-, *+- 2, a->>'x' /* end",
        "select U&'a\\0061' uescape '!', u & a, u&b, N'x', B'01', x'ff', e'\\\\', 'a'\n 'b' -- c\n 'd', 'e' 'f'",
        "declare c scroll cursor with hold for select a in (1,2), (b,c) in ((1,2),(3,4)), array[[1,2],[3]]",
        "prepare p (int) as insert into t values ($1), ($2); execute p(1); deallocate all; fetch -3 from c",
        "create function f() returns int begin atomic select case when a then 1 else 2 end; select 2; end; select 1",
        "create rule r as on insert to t do also (insert into u values (1); delete from v); select 2",
        "do $x$ begin perform 1; end $x$; create role r password 'geheim'; set a.token to 'x'",
        "copy t from program 'cat'; select dblink('host=a password=b', 'select 1'), 'postgres://u:p@h'",
        "select 'unterminated; select 2", "select \"unterminated", "select $t$ unterminated $t", "select (1; 2",
        "select a::int, b := 1, c => 2, d[1:2], : , . , ::, a.b.*, a..b {} \\ 'é', é, Ünï",
        "with a as (select 1), b as (values (1),(2)) update t set x = 1; (select 1) union select 2",
    ]

    @Test(arguments: corpus) func everyCutGivesTheSame(_ sql: String) {
        let bytes = Array(sql.utf8)
        for conforming in [true, false] {
            let options = ScannerOptions(standardConformingStrings: conforming, shapeKey: 99)
            let whole = scan(bytes, options)
            #expect(!whole.isEmpty)
            for cut in 0..<bytes.count { #expect(scan(bytes, cutAt: [cut], options) == whole, "cut at \(cut)") }
            #expect(scan(bytes, cutAt: Array(0..<bytes.count), options) == whole)
        }
    }

    @Test(arguments: corpus) func resetForgetsEverything(_ sql: String) {
        let next = "select a in (1, 2), 'é' from t; execute p"
        let bytes = Array(sql.utf8)
        for cut in 0...bytes.count {
            var scanner = StatementScanner(ScannerOptions(standardConformingStrings: false))
            scanner.feed(bytes.span.extracting(0..<cut), isLast: false) { _ in }
            scanner.reset(ScannerOptions())
            var statements: [ScannedStatement] = []
            scanner.feed(Array(next.utf8).span, isLast: true) { statements.append($0) }
            #expect(statements == scan(next))
        }
    }
}
