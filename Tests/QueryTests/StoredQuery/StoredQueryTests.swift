import Testing

@testable import Query

@Suite struct StoredQueryTests {
    private func read(_ text: String) throws -> StoredQuery { try StoredQuery(json: text.utf8) }

    private func message(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch {
            return (error as? QueryError)?.message ?? ""
        }
    }

    @Test func `goQuery's own example`() throws {
        let query = try read(
            """
            {
              "Query": "sip,dip,proto",
              "Output": "/tmp/query.output",  // where to route the output (stdout is default)
              "Ifaces": "eth0,eth1",
              "Condition": "dport eq 443",
              "In": true,
              "Out": true,
              "Sum": false,
              "First": "01.03.2019 00:00",
              "Last": "31.03.2019 23:59",
              "Format": "json",
              "SortBy": "bytes",
              "NumResults": 10,               // only show the top 10 rows
              "SortAscending": false,         // reverse sort order
              "Resolve": false,               // attempt to reverse lookup IP addresses
              "ResolveTimeout": 1,
              "ResolveRows": 25,
              "MaxMemPct": 25,                // use at most 25% of the available memory for the query
              "Caller": "batch-job-XYZ"       // identifier who called the query
            }
            """)
        let arguments = query.arguments
        #expect(query.output == "/tmp/query.output")
        #expect(query.caller == "batch-job-XYZ")
        #expect(arguments.columns == "sip,dip,proto")
        #expect(arguments.interfaces == "eth0,eth1")
        #expect(arguments.condition == "dport eq 443")
        #expect(arguments.directions == .both)
        #expect(arguments.first == "01.03.2019 00:00")
        #expect(arguments.last == "31.03.2019 23:59")
        #expect(arguments.format == .json)
        #expect(arguments.sortBy == "bytes")
        #expect(arguments.limit == 10)
        #expect(!arguments.ascending)
        #expect(arguments.resolution == NameResolution())
        #expect(arguments.maxMemoryPercent == 25)
    }

    @Test func `Keys have any letter case, and underscores as later versions of goQuery`() throws {
        let query = try read(
            """
            {"query": ["sip", "dip"], "IFACES": ["eth0", "!eth1"], "num_results": 5, "sort_ascending": true,
             "table": "flows", "first": 1456428575, "format": "txt", "resolve": true, "resolve_timeout": 0.5,
             "TimeResolution": "auto", "threads": 2, "stats": true, "MaxMemory": 1024, "Timeout": 2.5, "Caller": null,}
            """)
        let arguments = query.arguments
        #expect(arguments.columns == "sip,dip")
        #expect(arguments.interfaces == "eth0,!eth1")
        #expect(arguments.limit == 5)
        #expect(arguments.ascending)
        #expect(arguments.table == "flows")
        #expect(arguments.first == "1456428575")
        #expect(arguments.format == .text)
        #expect(arguments.resolution.isEnabled && arguments.resolution.timeout == .milliseconds(500))
        #expect(arguments.timeResolution == "auto")
        #expect(arguments.threads == 2 && arguments.showsStatistics && arguments.maxMemory == 1024)
        #expect(arguments.timeout == .milliseconds(2500))
        #expect(query.caller == nil && query.output == nil)
    }

    @Test(
        arguments: [
            ("\"In\": true", .incoming), ("\"Out\": true", .outgoing), ("\"Out\": false", .incoming),
            ("\"In\": true, \"Out\": false", .incoming), ("\"In\": false, \"Out\": false", .both),
            ("\"In\": true, \"Out\": true", .both), ("\"In\": true, \"Sum\": true", .sum), ("\"Sum\": false", .both),
        ] as [(String, Directions)])
    func directions(members: String, expected: Directions) throws {
        #expect(try read("{\"Query\": \"sip\", \(members)}").arguments.directions == expected)
    }

    @Test func `Escapes and comments`() throws {
        let query = try read(
            "\u{feff}/* a\nb */{\"Query\":\"s\\u0069p\",\"Caller\":\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\"} // end")
        #expect(query.arguments.columns == "sip")
        #expect(query.caller == "\"\\/\né😀")
    }

    @Test(arguments: [
        ("{\n  \"Quory\": \"sip\"}", "line 2, column 3: there is no key \"Quory\": did you mean Query?"),
        ("{\"zzzzzzzzz\": 1}", "line 1, column 2: there is no key \"zzzzzzzzz\": there are Query, Ifaces, "),
        ("{}", "the key Query is missing: the columns, such as \"sip,dip\""),
        ("", "line 1, column 1: a stored query is a JSON object and begins with `{`"),
        ("[]", "line 1, column 1: a stored query is a JSON object and begins with `{`"),
        ("{\"Query\": 5}", "line 1, column 2: Query is a text or a list of texts, not a number"),
        ("{\"Query\": \"sip\", \"In\": \"yes\"}", "line 1, column 18: In is true or false, not a text"),
        ("{\"NumResults\": -1}", "line 1, column 2: NumResults is a whole number from 0 on, not -1"),
        ("{\"NumResults\": 1.5}", "line 1, column 2: NumResults is a whole number from 0 on, not 1.5"),
        ("{\"NumResults\": \"5\"}", "line 1, column 2: NumResults is a number, not a text"),
        ("{\"MaxMemPct\": 101}", "line 1, column 2: MaxMemPct is at most 100"),
        ("{\"ResolveTimeout\": 1e99}", "line 1, column 2: ResolveTimeout is between 0 and 3600 seconds, not 1e99"),
        ("{\"Format\": \"influxdb\"}", "line 1, column 2: Format is text, txt, json or csv, not \"influxdb\""),
        (
            "{\"In\": true, \"in\": true}",
            "line 1, column 14: in stands a second time; the first is at line 1, column 2"
        ),
        ("{\"Query\": \"sip\"", "line 1, column 16: expected `,` or `}`"),
        ("{\"Query\" \"sip\"}", "line 1, column 10: expected `:` behind the key \"Query\""),
        ("{Query: \"sip\"}", "line 1, column 2: expected a key in double quotes, or `}`"),
        ("{\"Query\": \"sip}", "line 1, column 11: the text that begins here is not closed"),
        ("{\"Query\": \"\\q\"}", "line 1, column 13: there is no such escape"),
        ("{\"Query\": \"\\ud800\"}", "line 1, column 18: half of a surrogate pair is no character"),
        ("{\"Query\": {}}", "line 1, column 11: an object has no meaning here"),
        ("{\"In\": yes}", "line 1, column 8: expected a value: a text in double quotes, a number, true or false"),
        ("{\"Ifaces\": [1]}", "line 1, column 13: expected a text in double quotes, or `]`"),
        ("{} x", "line 1, column 4: nothing may follow the object"),
        ("{ /* x", "line 1, column 3: the comment that begins here is not closed"),
    ])
    func mistakesAreNamedAndPlaced(text: String, expected: String) {
        #expect(message(text).hasPrefix(expected))
    }

    @Test func `Empty texts and zeros mean what is usual`() throws {
        let query = try read(
            """
            {"Query": "sip", "Ifaces": "", "Condition": "", "SortBy": "", "From": "", "Format": "", "First": "",
             "Last": "", "NumResults": 0, "MaxMemPct": 0, "MaxMemory": 0, "Timeout": 0, "TimeResolution": "",
             "Caller": "", "Output": ""}
            """)
        let arguments = query.arguments
        #expect([query.caller, query.output] == [nil, nil])
        #expect(
            [arguments.interfaces, arguments.condition, arguments.sortBy, arguments.table] == [nil, nil, nil, nil])
        #expect([arguments.first, arguments.last, arguments.timeResolution] == [nil, nil, nil])
        #expect(arguments.limit == nil && arguments.timeout == nil && arguments.format == .text)
        #expect(arguments.maxMemoryPercent == 60 && arguments.maxMemory == 0)
        #expect(try arguments.plan().limit == 1000)
    }

    @Test func `Bytes that are no text are an error`() {
        #expect(throws: QueryError.self) { try StoredQuery(json: [0x7b, 0xff, 0x7d]) }
    }

    @Test func `No bytes make it trap`() {
        var random = SeededGenerator(seed: 5)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"Query\"", "\"In\"", "\"sip\"", "true", "null", "1e999", "-", "//", "/*",
            "\"",
            "\\u", "\\ud83d", "\n", "é", "NumResults",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...10, using: &random)).map { _ in pieces.randomElement(using: &random)! }
            _ = try? StoredQuery(json: "{\"Query\":\(text.joined(separator: " "))".utf8)
            _ = try? StoredQuery(json: text.joined().utf8)
        }
    }
}
