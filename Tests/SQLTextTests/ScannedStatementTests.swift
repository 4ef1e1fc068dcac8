import SQLText
import Testing

@Suite struct ScannedStatementTests {
    private func texts(_ sql: String) -> [String] {
        let bytes = Array(sql.utf8)
        return scan(bytes).map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
    }

    @Test func statementsAreSplitAtTopLevelOnly() {
        #expect(texts(" select 1 ;; /* a */ select ';' -- ;\n ; ") == ["select 1", "select ';'"])
        #expect(texts("select $$;$$; select \";\"") == ["select $$;$$", "select \";\""])
        let rule = "create rule r as on insert to t do (insert into u values (1); delete from v)"
        #expect(texts("\(rule); select 1") == [rule, "select 1"])
        let body = "begin atomic select case when a then case when b then 1 end else 2 end; select 3; end"
        let function = "create or replace function f() returns int language sql \(body)"
        #expect(texts("\(function); select 1") == [function, "select 1"])
        let procedure = "create procedure p() begin atomic insert into t values (1); end"
        #expect(texts("\(procedure); commit") == [procedure, "commit"])
        #expect(texts("begin; select case when a then 1 end; end; select 2").count == 4)
        #expect(
            texts("select a[1;2]; select 3") == [
                "select a[1;2]; select 3".replacing("; select 3", with: ""), "select 3",
            ])
    }

    @Test(arguments: ["", " ", ";", " ; ;; ", "-- a", "/* a */;", "/* unterminated", "\n\u{c}\u{b}\t"])
    func nothingGivesNothing(_ sql: String) {
        #expect(scan(sql).isEmpty)
    }

    @Test func aZeroByteEndsTheText() {
        let bytes = Array("select 1".utf8) + [0] + Array("; select 2".utf8)
        #expect(scan(bytes) == scan("select 1"))
        #expect(scan(bytes, cutAt: Array(0..<bytes.count)) == scan("select 1"))
        #expect(scan(Array("select 'a".utf8) + [0, 0x27])[0].isUnterminated)
    }

    @Test func placesCountBytesAndCharacters() {
        let statements = scan("/* é */ select 'é日' ; delete from é -- é")
        #expect(statements.map(\.start) == [9, 26])
        #expect(statements.map(\.end) == [23, 40])
        #expect(statements.map(\.characterStart) == [8, 22])
        #expect(statements.map(\.characterEnd) == [19, 35])
        let single = scan(Array("select 'é' ; select 1".utf8), ScannerOptions(encoding: .singleByte))
        #expect(single[1].characterStart == single[1].start)
    }

    @Test func depthAndTokensAreCounted() {
        let statement = scan("select ((a[1])), 'x'::int /* c */")[0]
        #expect(statement.depth == 3)
        #expect(statement.tokenCount == 13)
        #expect(!statement.isUnterminated)
    }

    @Test(arguments: [
        "select 'a", "select \"a", "select $$a", "select 1 /* a", "select (1", "select E'a\\'", "select $a$ $a",
    ])
    func whatIsUnterminatedSaysSo(_ sql: String) {
        #expect(scan(sql).count == 1)
        #expect(scan(sql)[0].isUnterminated)
    }

    @Test(arguments: [
        ("select 1", Verb.select), ("(select 1) union select 2", .select), ("with a as (select 1) select 2", .select),
        ("with a as (delete from t returning 1) insert into u select 2", .insert),
        ("with recursive a(n) as (values (1)) update t set a = 1", .update), ("((values (1)))", .values),
        ("table t", .table), ("start transaction", .begin), ("begin", .begin), ("end", .commit), ("abort", .rollback),
        ("prepare transaction 'x'", .prepare), ("explain analyze insert into t values (1)", .explain),
        ("create table t as select 1", .create), ("merge into t using u on a = b when matched then delete", .merge),
        ("do 'x'", .do), ("import foreign schema s from server x into y", .import), ("hello world", .other),
        ("\"select\" 1", .other), ("$1", .other), ("copy t from stdin", .copy), ("reindex table t", .reindex),
    ]) func verbs(_ pair: (String, Verb)) {
        #expect(scan(pair.0)[0].verb == pair.1)
    }

    @Test func verbsHaveTheirNames() {
        #expect(Verb.select.name == "select" && Verb.security.name == "security" && Verb.do.name == "do")
        for (index, verb) in Verb.allCases.enumerated() {
            #expect(Int(verb.rawValue) == index)
            #expect(verb.name == "\(verb)")
        }
    }

    @Test(arguments: [
        "savepoint MyName", "release savepoint myname", "release myname", "rollback to myname",
        "rollback transaction to savepoint myname", "declare myname cursor for select 1", "fetch myname",
        "fetch all in myname", "fetch forward 5 from \"myname\"", "move absolute -1 from myname", "close myname",
        "prepare myname as select 1", "prepare myname(int) as select $1", "execute myname", "execute myname(1)",
        "deallocate myname", "deallocate prepare myname", "listen myname", "notify myname, 'x'", "unlisten myname",
        "explain execute myname(1)",
    ]) func namesAreHashed(_ sql: String) {
        let statement = scan(sql)[0]
        #expect(statement.nameHash == StatementScanner.nameHash(Array("myname".utf8).span))
        #expect(!statement.namesAll)
    }

    @Test func namesAreFoldedAndCut() {
        #expect(scan("close \"MyName\"")[0].nameHash == StatementScanner.nameHash(Array("MyName".utf8).span))
        let long = String(repeating: "x", count: 70)
        #expect(scan("close \(long)")[0].nameHash == StatementScanner.nameHash(Array(long.utf8.prefix(63)).span))
        for name in ["a", "abcdefgh", "abcdefghi", "prepared_statement_1"] {
            #expect(scan("execute \(name)")[0].nameHash == StatementScanner.nameHash(Array(name.utf8).span))
        }
    }

    @Test func allIsNoName() {
        for sql in ["close all", "deallocate ALL", "deallocate prepare all", "unlisten *"] {
            #expect(scan(sql)[0].namesAll)
            #expect(scan(sql)[0].nameHash == 0)
        }
    }

    @Test(arguments: [
        ("prepare p as select 1 from t", "select 2 from t", Verb.select),
        ("prepare p (int, text) as insert into t values ($1, $2)", "insert into t values (1, 'x')", .insert),
        ("declare c cursor for select a from t for update", "select a from t for update", .select),
        (
            "declare c no scroll cursor with hold for with a as (select 1) select 2", "with a as (select 1) select 2",
            .select
        ),
    ]) func innerStatements(_ example: (String, String, Verb)) {
        let statement = scan(example.0)[0]
        #expect(statement.innerFingerprint == fingerprint(example.1))
        #expect(statement.innerVerb == example.2)
        #expect(statement.fingerprint != statement.innerFingerprint)
    }

    @Test func explainIsNotUnwrapped() {
        #expect(scan("explain select 1")[0].innerFingerprint == 0)
        #expect(scan("select 1")[0].innerFingerprint == 0)
    }
}
