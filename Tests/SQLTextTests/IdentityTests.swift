import SQLText
import Testing

@Suite struct IdentityTests {
    static let equalPairs = [
        ("select 1", "SELECT 2"),
        ("select 1", "select $1"),
        ("select 1", "select 'x'"),
        ("select E'a\\'b'", "select ''"),
        ("select $$a$$", "select $x$ $$ $x$"),
        ("select 'a''b'", "select 'a'"),
        ("select 'a'\n'b'", "select 'a'"),
        ("select 'a' -- c\n -- d\n 'b'", "select 'a'"),
        ("select U&'d\\0061' uescape '!'", "select ''"),
        ("select N'x', B'01', X'ff'", "select 1, 2, 3"),
        ("select 1;", "select 1"),
        ("select /* a */ 1 -- b", "select 1"),
        ("select/**/1", "select 1"),
        ("select * from t where a in (1,2,3)", "select * from t where a in ($1)"),
        ("select * from t where a in (1,-2,'x'::text, null)", "select * from t where a in (1, 'y'::text, 1)"),
        ("select * from t where (a,b) in ((1,2),(3,4))", "select * from t where (a,b) in (($1,$2))"),
        ("insert into t values (1,2),(3,4),(5,6)", "insert into t values ($1,$2)"),
        ("insert into t values (1,now()),(2,now())", "insert into t values (1,now())"),
        ("insert into t values (1,null),(null,2) returning a", "insert into t values ($1,$2) returning a"),
        ("select array[1,2,3]", "select array[1]"),
        ("select array[[1,2],[3,4]]", "select array[[1]]"),
        ("select a = any(array[1,2])", "select a = any(ARRAY[$1])"),
        ("select * from (values (1),(2)) v(a), t", "select * from (values (1)) v(a), t"),
        ("select \"abc\"", "select ABC"),
        ("select t.\"select\"", "select t.select"),
        ("select a where b = -1", "select a where b = 1"),
        ("select a where b = - 1.5", "select a where b = $1"),
        ("select +1", "select 1"),
        ("select a where b between -1 and -2", "select a where b between 1 and 2"),
        ("limit -1", "limit 1"),
        ("select 1 <> 2", "select 1 != 2"),
        ("select .5", "select 1."),
        ("select 1e10", "select 1.5e-10"),
        ("select 0x1F", "select 31"),
        ("select 1_000", "select 1000"),
        ("select x::int", "select x :: INT"),
        ("select true", "select false"),
        ("savepoint a", "savepoint b"),
        ("release savepoint a", "release savepoint \"B\""),
        ("release a", "release b"),
        ("rollback to savepoint a", "rollback to savepoint b"),
        ("rollback work to a", "rollback work to b"),
        ("declare a cursor for select 1", "declare b cursor for select 2"),
        ("fetch next from a", "fetch next from b"),
        ("fetch -5 from a", "fetch 10 from b"),
        ("move forward -1 from a", "move forward 2 from b"),
        ("close a", "close b"),
        ("prepare a as select 1", "prepare b as select 2"),
        ("prepare a (int) as select $1", "prepare b (int) as select $1"),
        ("execute a(1)", "execute b(2)"),
        ("explain execute a(1)", "explain execute b(2)"),
        ("explain (analyze, costs off) execute a(1)", "explain (analyze, costs off) execute b(2)"),
        ("deallocate a", "deallocate b"),
        ("deallocate prepare a", "deallocate prepare b"),
        ("listen a", "listen b"),
        ("unlisten a", "unlisten b"),
        ("notify a, 'x'", "notify b, 'y'"),
        ("do $$a$$", "do $$b$$"),
        ("select f\u{0b}\u{0c}(1)", "select f (1)"),
    ]

    @Test(arguments: equalPairs) func equal(_ pair: (String, String)) {
        #expect(fingerprint(pair.0) != 0)
        #expect(fingerprint(pair.0) == fingerprint(pair.1))
    }

    @Test(arguments: [
        ("select a", "select b"),
        ("select a", "select \"A\""),
        ("select ab, c", "select a, bc"),
        ("select select", "select \"select\""),
        ("select a from t left join u", "select a from t \"left\" join u"),
        ("select a - 1", "select a"),
        ("select a - 1", "select a, 1"),
        ("select a - 1", "select a + 1"),
        ("select (a) - 1", "select (a)"),
        ("select 'a' 'b'", "select 'a'"),
        ("select 'a' /* c */\n 'b'", "select 'a'"),
        ("select a in (1)", "select a in (b)"),
        ("select a in (1, b)", "select a in (1)"),
        ("insert into t values (1,2)", "insert into t values (1)"),
        ("select f(1,2)", "select f(1)"),
        ("select a is null", "select a is true"),
        ("select a is null", "select a is not null"),
        ("create table t (a int null)", "create table t (a int not null)"),
        ("close a", "close all"),
        ("deallocate a", "deallocate all"),
        ("unlisten a", "unlisten *"),
        ("fetch next from a", "fetch prior from a"),
        ("rollback", "rollback to a"),
        ("prepare a as select 1", "prepare a as select b"),
        ("select u&\"a\"", "select u&\"b\""),
        ("select u&\"a!0061\" uescape '!'", "select u&\"a!0061\" uescape '\\'"),
        ("select a->b", "select a->>b"),
        ("select a : b", "select a :: b"),
        ("select a, 1", "select a, -b"),
        ("select 1", "values (1)"),
    ]) func different(_ pair: (String, String)) {
        #expect(fingerprint(pair.0) != 0)
        #expect(fingerprint(pair.1) != 0)
        #expect(fingerprint(pair.0) != fingerprint(pair.1))
    }

    @Test(arguments: [
        ("select 1", "select 'x'"),
        ("select 'x'", "select E'x'"),
        ("select 'x'", "select $1"),
        ("select 'x'", "select $$x$$"),
        ("select true", "select 1"),
        ("select 1", "select /* a */ 1"),
        ("select /* a */ 1", "select 1 /* a */"),
        ("select 1 -- a", "select 1 /* a */"),
        ("do $$a$$", "do $$b$$"),
        ("do 'a'", "do 'a''b'"),
        ("select query_to_xml('a', true, true, '')", "select query_to_xml('b', true, true, '')"),
        ("select dblink('c', 'a')", "select dblink('c', 'b')"),
        ("copy t from program 'a'", "copy t from program 'b'"),
        (
            "create function f() returns int language sql as 'select 1'",
            "create function f() returns int language sql as 'select 2'"
        ),
    ]) func shapesDiffer(_ pair: (String, String)) {
        #expect(shape(pair.0) != 0)
        #expect(fingerprint(pair.0) == fingerprint(pair.1))
        #expect(shape(pair.0) != shape(pair.1))
    }

    @Test(arguments: [
        ("select 1", "SELECT  2"),
        ("select 1 /* a */", "select 1 /* b */"),
        ("select a in (1,2)", "select a in (1,2,3)"),
        ("insert into t values ('a'),('b')", "insert into t values ('a')"),
        ("select f('a')", "select f('b')"),
    ]) func shapesAgree(_ pair: (String, String)) {
        #expect(shape(pair.0) == shape(pair.1))
    }

    @Test func theKeyChangesTheShapeOnly() {
        let first = scan("select 1", ScannerOptions(shapeKey: 1))
        let second = scan("select 1", ScannerOptions(shapeKey: 2))
        #expect(first[0].fingerprint == second[0].fingerprint)
        #expect(first[0].shape != second[0].shape)
    }

    @Test func fingerprintsAreStable() {
        #expect(fingerprint("select * from customers where id = $1") == 3_295_872_659_542_181_787)
    }

    @Test func longIdentifiersAreCutAs63Bytes() {
        let name = String(repeating: "a", count: 63)
        #expect(fingerprint("select \(name)") == fingerprint("select \(name)bc"))
        #expect(fingerprint("select \(name)") != fingerprint("select \(name.dropLast())"))
        let accented = String(repeating: "a", count: 62)
        #expect(fingerprint("select \(accented)é") == fingerprint("select \(accented)"))
        #expect(fingerprint("select \"\(accented)é\"") == fingerprint("select \(accented)"))
    }
}
