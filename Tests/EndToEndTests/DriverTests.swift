import TestSupport
import Testing

/// psycopg, a driver that applications use, with libpq's pipelines, server-side cursors, COPY and binary results.
@Suite struct DriverTests {
    private static let program = """
        import sys, psycopg
        connection = psycopg.connect(sys.argv[1], autocommit=True)
        connection.execute("create temp table items (id int primary key, name text)")
        with connection.cursor() as cursor:
            cursor.executemany("insert into items values (%s, %s)", [(i, f"n{i}") for i in range(200)])
            with cursor.copy("copy items from stdin") as copy:
                for i in range(1000, 1500): copy.write_row((i, "copied"))
            for i in range(50): cursor.execute("select name from items where id = %s", (i,)).fetchone()
        with connection.pipeline():
            for i in range(300): connection.execute("select id from items where name = %s", (f"n{i}",))
        with connection.transaction(), connection.cursor(name="all") as cursor:
            cursor.itersize = 100
            cursor.execute("select * from items order by id")
            assert sum(1 for _ in cursor) == 700
        try:
            with connection.pipeline():
                for i in (1, 0, 2): connection.execute("select 1 / %s", (i,))
        except psycopg.errors.DivisionByZero: pass
        for _ in connection.cursor(binary=True).stream("select id, name from items where id < %s", (10,)): pass
        """

    @Test func `What psycopg executes is counted to the call`() throws {
        let sensor = try SensorProcess()
        let connection = "host=127.0.0.1 port=\(sensor.port) user=postgres dbname=postgres application_name=driver"
        let result = try Driver.run(Self.program, connection)
        try #require(result.status == 0, "\(result.errors)")
        let answer = try sensor.query("-c", "application = driver", "fingerprint,calls,rows,errors")
        let counted = answer.rows.map { row in
            let figures = ["calls", "rows", "errors"].map { Int(row.counters[$0] ?? -1) }
            return "\(row.attributes["sql"] ?? ""): \(figures)"
        }
        #expect(
            Set(counted) == [
                "create temp table items(id int primary key, name text): [1, 0, 0]",
                "insert into items values ($1, $2), ...: [200, 200, 0]",
                "copy items from stdin: [1, 500, 0]",
                "select name from items where id = $1: [50, 50, 0]",
                "select id from items where name = $1: [300, 200, 0]",
                "begin: [1, 0, 0]", "commit: [1, 0, 0]", "close $1: [1, 0, 0]",
                "declare $1 cursor for select * from items order by id: [1, 0, 0]",
                // Seven FETCHes with rows and one that finds the end.
                "select * from items order by id: [8, 700, 0]",
                // The third is skipped after the second's error.
                "select $1 / $2: [2, 1, 1]",
                "select id, name from items where id < $1: [1, 10, 0]",
            ])
        #expect(try sensor.stop().status == 0)
    }
}
