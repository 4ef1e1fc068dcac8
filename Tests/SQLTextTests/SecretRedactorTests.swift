import SQLText
import Testing

@Suite struct SecretRedactorTests {
    static func redact(_ sql: String) -> String {
        String(decoding: SecretRedactor.redact(Array(sql.utf8).span), as: UTF8.self)
    }

    @Test(arguments: [
        "create role a login password 'SECRET' valid until 'infinity'",
        "CREATE USER a WITH ENCRYPTED PASSWORD E'SEC\\'RET'",
        "alter role a password U&'SECRET'",
        "alter user a password $x$SECRET$x$",
        "alter group a password 'SECRET",
        "alter role a password $$SECRET",
        "alter role a /* x */ password -- y\n 'a'\n 'SECRET'",
        "ALTR USER a PASSWORD 'SECRET'",
        "create user mapping for a server s options (user 'u', password 'SECRET')",
        "alter user mapping for a server s options (set \"password\" 'SECRET')",
        "alter server s options (add passwd 'SECRET', secret_access_key 'SECRET', api_key 'SECRET')",
        "create subscription s connection 'host=h password=SECRET dbname=d' publication p",
        "alter subscription s connection 'postgresql://u:SECRET@h/d'",
        "create subscription s connection 'postgresql://u:SECRET",
        "select dblink_connect('c', 'host=h password = SECRET')",
        "select * from dblink('postgres://u:SECRET@h/d', 'select 1') as t(a int)",
        "select dblink_exec('c', 'alter role a password ''SECRET''')",
        "insert into t values ('host=h password=SECRET')",
        "set myapp.password = 'SECRET'",
        "set myapp.db_secret to 'SECRET'",
        "alter role a set app.token = 'SECRET'",
        "alter system set primary_conninfo = 'host=h password=SECRET'",
        "copy t from program 'PGPASSWORD=SECRET psql -c x'",
        "do $$ begin alter role a password 'SECRET'; end $$",
        "do $$ begin execute 'alter role a password ''SECRET'''; end $$",
        "do 'begin alter role a password ''SECRET''; end'",
        "create function f() returns int language plpgsql as $$ begin perform dblink('password=SECRET'); end $$",
        "do language plpython3u $$ connect(\"host=h password=SECRET\") $$",
        "do language plpython3u $$ connect(\"postgres://u:SECRET@h\") $$",
        "explain analyze select dblink('password=SECRET', 'x')",
        "prepare p as select dblink('password=SECRET', 'x')",
        "select E'\\x70assword=SECRET'",
        "select 1; alter role a password 'SECRET'; select 2",
    ]) func secretsGo(_ sql: String) {
        let redacted = Self.redact(sql)
        #expect(!redacted.contains("SECRET"))
        #expect(redacted.contains("[redacted]"))
        #expect(scan(sql).contains { $0.containsSecret })
        // However much of the text there is, nothing of the secret stays.
        for length in 0..<sql.utf8.count {
            #expect(!Self.redact(String(sql.prefix(length))).contains("SEC"))
        }
    }

    @Test(arguments: [
        "select * from users where name = 'x' and password = 'y'",
        "select 'password', 'https://example.org:443/'",
        "update t set token = 'x'",
        "with a as (select 1 where password = 'x') select 2",
        "explain select 1 where password = 'x'",
        "prepare p as select 1 where password = 'x'",
        "create table t (password text default 'x')",
        "create role a password null",
        "do $$ begin if password = old then return; end if; end $$",
        "select 'unterminated",
        "",
    ]) func theRestStays(_ sql: String) {
        #expect(Self.redact(sql) == sql)
    }

    @Test func onlyTheLiteralGoes() {
        #expect(
            Self.redact("create role a password 'x' valid until 'y'")
                == "create role a password '[redacted]' valid until 'y'")
        #expect(
            Self.redact("do $b$ begin alter role a password 'x'; end $b$")
                == "do $b$ begin alter role a password '[redacted]'; end $b$")
    }
}
