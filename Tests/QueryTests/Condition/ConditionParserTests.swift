import Observations
import Testing

@testable import Query

@Suite struct ConditionParserTests {
    private func flow(_ text: String) throws -> Condition { try Condition(text, schema: flows) }

    private func port(_ number: UInt64, negated: Bool = false) -> Condition {
        .comparison(Comparison(column: 6, predicate: .range(number...number), negated: negated))
    }

    private func proto(_ number: UInt64) -> Condition {
        .comparison(Comparison(column: 7, predicate: .range(number...number)))
    }

    @Test(arguments: [
        "dport = 443 & proto = 6", "dport=443&proto=6", "dport == 443 && proto === 6", "dport eq 443 and proto -eq 6",
        "DPORT EQUALS 443 AND PROTO EQ 6", "port = 443 * protocol = 6", "(dport = 443) & {ipproto = 6}",
        "[dport = 443 & (proto = 6)]", "dport = '443' & proto = \"6\"", " dport\t=443\n&proto= 6 ",
    ])
    func spellingsOfAnd(text: String) throws {
        #expect(try flow(text) == .all([port(443), proto(6)]))
    }

    @Test(arguments: [
        "dport = 53 | proto = 17", "dport=53||proto=17", "dport=53 + proto=17", "dport = 53 OR proto = 17",
    ])
    func spellingsOfOr(text: String) throws {
        #expect(try flow(text) == .any([port(53), proto(17)]))
    }

    @Test(arguments: ["!dport = 53", "not dport = 53", "! (dport = 53)", "NOT(dport = 53)"])
    func spellingsOfNot(text: String) throws {
        #expect(try flow(text) == .not(port(53)))
    }

    @Test(
        arguments: [
            ("!=", 7...7), ("neq", 7...7), ("-neq", 7...7), ("ne", 7...7), ("-ne", 7...7), ("<", 0...6), ("l", 0...6),
            ("-l", 0...6), ("lt", 0...6), ("-lt", 0...6), ("less", 0...6), ("<=", 0...7), ("le", 0...7), ("-le", 0...7),
            ("leq", 0...7), ("-leq", 0...7), (">", 8...UInt64.max), ("g", 8 ... .max), ("-g", 8 ... .max),
            ("gt", 8 ... .max), ("-gt", 8 ... .max), ("greater", 8 ... .max), (">=", 7 ... .max), ("ge", 7 ... .max),
            ("-ge", 7 ... .max), ("geq", 7 ... .max), ("-geq", 7 ... .max), ("=", 7...7),
        ] as [(String, ClosedRange<UInt64>)])
    func comparators(spelling: String, range: ClosedRange<UInt64>) throws {
        let negated = spelling.contains("!") || spelling.contains("ne")
        let expected = Condition.comparison(Comparison(column: 6, predicate: .range(range), negated: negated))
        #expect(try flow("dport \(spelling) 7") == expected)
    }

    @Test func andBindsTighterThanOr() throws {
        let expected = Condition.any([port(1), .all([proto(2), port(3)]), proto(4)])
        #expect(try flow("dport=1 | proto=2 & dport=3 | proto=4") == expected)
        #expect(try flow("(dport=1 | proto=2) & dport=3") == .all([.any([port(1), proto(2)]), port(3)]))
    }

    @Test func listsOfValues() throws {
        let ports = Condition.comparison(Comparison(column: 6, predicate: .numbers([22, 80, 443])))
        #expect(try flow("dport in (22, 80,443)") == ports)
        #expect(try flow("dport IN {22 , 80 , 443}") == ports)
        let others = Condition.comparison(Comparison(column: 6, predicate: .numbers([22]), negated: true))
        #expect(try flow("dport not in (22)") == others)
    }

    @Test func `One value needs no parentheses`() throws {
        #expect(try flow("sip in rfc1918") == (try flow("sip in (rfc1918)")))
        #expect(try flow("dport not in 22 & proto = 6") == (try flow("dport not in (22) & proto = 6")))
        #expect(try flow("iface in 'eth0'|dport=1") == (try flow("iface in (eth0) | dport = 1")))
    }

    @Test func `Equalities of one column are one list`() throws {
        #expect(try flow("dport = 22 | dport = 80 | dport = 443") == (try flow("dport in (22, 80, 443)")))
        let mixed = try flow("dport = 22 | proto = 6 | dport in (80, 81)")
        #expect(mixed == (try flow("dport in (22, 80, 81) | proto = 6")))
        #expect(try flow("iface = a | iface = b") == (try flow("iface in (a, b)")))
        #expect(try flow("sip = 10.0.0.1 | sip = rfc1918") == (try flow("sip in (10.0.0.1, rfc1918)")))
        #expect(try flow("dport != 22 & dport != 80") == (try flow("dport not in (22, 80)")))
        #expect(try flow("dport = 22 & dport = 80") == .all([port(22), port(80)]))
        #expect(try flow("dport != 22 | dport != 80") == .any([port(22, negated: true), port(80, negated: true)]))
        let hosts = try flow("host = 10.0.0.1 | host = 10.0.0.2 | dport = 1")
        #expect(hosts == (try flow("sip in (10.0.0.1, 10.0.0.2) | dip in (10.0.0.1, 10.0.0.2) | dport = 1")))
    }

    @Test func hostIsEitherEnd() throws {
        let network = Predicate.networks([try #require(Network("10.0.0.0/8"))])
        let (source, destination) = (
            Comparison(column: 3, predicate: network), Comparison(column: 4, predicate: network)
        )
        #expect(try flow("host = 10.0.0.0/8") == .any([.comparison(source), .comparison(destination)]))
        #expect(try flow("net = 10.1.2.3/8") == (try flow("host = 10.0.0.0/8")))
        let neither = try flow("host != 10.0.0.0/8")
        guard case .all(let parts) = neither else {
            Issue.record("\(neither)")
            return
        }
        #expect(parts.count == 2)
        #expect(try flow("src = 10.0.0.0/8") == .comparison(source))
        #expect(try flow("snet = 10.0.0.0/8") == .comparison(source))
        #expect(try flow("dst = 10.0.0.0/8") == .comparison(destination))
        #expect(try flow("dnet = 10.0.0.0/8") == .comparison(destination))
    }

    @Test func columnsAreEachNamedOnce() throws {
        #expect(try flow("dport = 1 | !(proto = 2 & dport = 3)").columns == [6, 7])
    }

    @Test func wordsAreValuesWhereAValueIsExpected() throws {
        let condition = try Condition("user = and and database = or", schema: .statements)
        guard case .all(let parts) = condition, case .comparison(let first) = parts[0] else {
            Issue.record("\(condition)")
            return
        }
        #expect(first.predicate == .texts(["and"]))
    }

    @Test func quotesAreDoubledToStandForThemselves() throws {
        let condition = try Condition("user = 'o''brien & co'", schema: .statements)
        #expect(condition == .comparison(Comparison(column: 4, predicate: .texts(["o'brien & co"]))))
    }

    @Test(arguments: [
        ("", 0, "empty"), ("   ", 0, "empty"), ("dport", 5, "comparison"), ("dport =", 7, "a value"),
        ("dport = 443 &", 13, "name of a column"), ("dport = 443 proto = 6", 12, "`&`"),
        ("(dport = 1", 0, "not closed"),
        ("dport = 1)", 9, "nothing is open"), ("dport ! 1", 6, "comparison"), ("= 5", 0, "name of a column"),
        ("dport in & 5", 9, "parentheses"), ("dport in 5, 6", 10, "found `,`"), ("dport in", 8, "a value"),
        ("dport in (5", 11, "`,` or `)`"), ("dport in ()", 10, "a value"),
        ("dport not 5", 10, "`in`"), ("user = 'x", 7, "not closed"), ("iface = 'x", 8, "not closed"),
        ("dprt = 5", 0, "did you mean 'dport'"), ("quux = 5", 0, "there are sensor, iface"), ("time > 5", 0, "--first"),
        ("dport = http", 8, "expects a number"), ("dport = -1", 8, "expects a number"),
        ("dport = 99999999999999999999", 8, "expects a number"), ("sip = 10.0.0.0/33", 6, "address or network"),
        ("dport = 65536", 8, "at most 65535"), ("sport in (1, 70000)", 13, "at most 65535"),
        ("proto = 256", 8, "at most 255"), ("sip = 10.0.0.256", 6, "address or network"),
        ("sip > 10.0.0.1", 4, "`=`, `!=` and `in`"),
        ("iface < eth0", 6, "`=`, `!=` and `in`"), ("dport = = 5", 8, "found `=`"), ("dport = 1, 2", 9, "found `,`"),
    ])
    func mistakesAreNamedAndPlaced(text: String, offset: Int, message: String) {
        #expect {
            try flow(text)
        } throws: { error in
            guard let error = error as? ConditionError else { return false }
            return error.offset == offset && error.message.contains(message)
        }
    }

    @Test func depthIsBounded() throws {
        let deep = { (levels: Int) in
            String(repeating: "(", count: levels) + "dport = 1" + String(repeating: ")", count: levels)
        }
        #expect(try flow(deep(512)) == port(1))
        #expect(throws: ConditionError.self) { try flow(deep(513)) }
        #expect(throws: ConditionError.self) { try flow(String(repeating: "!", count: 100_000) + "dport = 1") }
        #expect(throws: ConditionError.self) { try flow(String(repeating: "(", count: 100_000)) }
    }

    @Test func noBytesMakeItTrap() {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "dport", "=", "(", ")", "!", "&", "|", "in", "not", "'", "\"", "5", "sip", "10.0.0.1", "/", "é", "\u{0}",
        ]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined(
                separator: count % 2 == 0 ? "" : " ")
            do {
                _ = try flow(text)
            } catch {
                #expect((0...text.utf8.count).contains((error as? ConditionError)?.offset ?? -1))
            }
        }
    }
}
