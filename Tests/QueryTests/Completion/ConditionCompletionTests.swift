import Observations
import Testing

@testable import Query

@Suite struct ConditionCompletionTests {
    private func candidates(_ text: String, _ schema: TableSchema = .flows) -> [String] {
        ConditionCompletion(schema: schema) { attribute, column in
            column?.name == "iface" ? ["eth0", "eth1", "lo"] : ["<\(attribute)>", "1", "1.2.3.4", "42P01"]
        }.candidates(text)
    }

    @Test(arguments: [
        ("dp", "dport ="), ("dport", "dport in ("), ("dport ", "dport <="), ("dport = 443", "dport = 443 &"),
        ("dport = 443 ", "dport = 443 |"), ("dport = 443 & p", "dport = 443 & proto"), ("!sn", "!snet ="),
        ("(dport = 443 ", "(dport = 443 )"), ("(dport=443&sip", "(dport=443&sip ="), ("iface = e", "iface = eth0"),
        ("iface in (lo, eth", "iface in (lo, eth1"), ("sip = 1.2.3.4 and (h", "sip = 1.2.3.4 and (host"),
        ("dport in (1, 2", "dport in (1, 2 ) &"), ("", "sip"), ("", "("), ("", "!"), ("not ", "not dport"),
    ])
    func `The next word of a condition is offered`(text: String, expected: String) {
        #expect(candidates(text).contains(expected), "\(candidates(text))")
    }

    @Test(arguments: [
        ("", ")"), ("", "&"), ("", "="), ("", "time"), ("dport ", "dport &"), ("sip ", "sip <"),
        ("dport = 443 ", "dport = 443 )"), ("dport = 443 ", "dport = 443 sip"), ("iface = ", "iface = dport"),
        ("dport = 443 & ", "dport = 443 & &"), ("dport = 443 | ", "dport = 443 | dir"),
        ("(dport = 443 & ", "(dport = 443 & )"),
    ])
    func `What the parser would refuse is not offered`(text: String, refused: String) {
        #expect(!candidates(text).contains(refused))
    }

    @Test(arguments: ["x y", "dport = 443 443 ", "user = 'a", ") ", "nothing = ", "dport < x & "])
    func `After a mistake nothing is offered`(text: String) {
        #expect(candidates(text).isEmpty, "\(candidates(text))")
    }

    @Test func `Every offer is the beginning of a condition that is right`() {
        for schema in TableSchema.all {
            var texts = [""]
            for _ in 0..<4 { texts = texts.flatMap { candidates($0 + " ", schema) }.shuffled().suffix(6) }
            for text in texts {
                #expect(
                    !candidates(text + " ", schema).isEmpty || text.last?.isNumber == true, "\(schema.name): \(text)")
            }
        }
    }

    @Test(
        arguments: [
            ("", "flows", ["sip", "bytes_rcvd", "talk_conv", "raw", "time"]),
            ("sip,d", "flows", ["sip,dip", "sip,dport"]),
            ("sip,d", nil, ["sip,dip", "sip,dport"]), ("user,fi", nil, ["user,fingerprint"]),
            ("p9", nil, ["p95", "p99"]),
        ] as [(String, String?, [String])])
    func `Columns are offered that go with those that are there`(text: String, table: String?, expected: [String]) {
        let found = ColumnCompletion.candidates(text, table: table)
        for list in expected { #expect(found.contains(list)) }
    }

    @Test func `Columns that are there, or belong to other tables, are not offered`() {
        #expect(!ColumnCompletion.candidates("sip,", table: nil).contains("sip,sip"))
        #expect(!ColumnCompletion.candidates("sip,", table: nil).contains("sip,user"))
        #expect(ColumnCompletion.candidates("us", table: "flows").isEmpty)
        #expect(ColumnCompletion.candidates("", table: "nothing").isEmpty)
    }

    @Test func `Rows can be sorted by what is offered`() throws {
        for schema in TableSchema.all {
            for name in ColumnCompletion.sortNames(schema) {
                var arguments = QueryArguments(columns: "time", table: schema.name)
                arguments.sortBy = name
                _ = try arguments.plan()
            }
        }
        #expect(ColumnCompletion.sortNames(.flows).prefix(3) == ["time", "packets", "bytes"])
    }
}
