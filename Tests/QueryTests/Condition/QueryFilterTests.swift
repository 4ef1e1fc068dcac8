import Observations
import Synchronization
import Testing

@testable import Query

@Suite struct QueryFilterTests {
    private func read(_ text: String, _ resolve: HostResolver? = nil) throws -> QueryFilter {
        try QueryFilter(text, schema: .flows, resolve: resolve)
    }

    private func mistake(_ text: String, _ resolve: HostResolver? = nil) -> ConditionError? {
        do {
            _ = try read(text, resolve)
            return nil
        } catch {
            return error as? ConditionError
        }
    }

    private func resolver(_ addresses: @escaping @Sendable (String) -> [IPAddress]) -> HostResolver {
        { question in question.names.map { .addresses(addresses($0)) } }
    }

    private func networks(_ texts: String...) throws -> [Network] { try texts.map { try #require(Network($0)) } }

    @Test(
        arguments: [
            ("dir = in", .inbound), ("direction = inbound", .inbound), ("DIR eq OUT", .outbound),
            ("dir=outbound", .outbound), ("dir = uni", .unidirectional), ("dir == unidirectional", .unidirectional),
            ("dir = uni-directional", .unidirectional), ("direction -eq bi", .bidirectional),
            ("dir = bidirectional", .bidirectional), ("dir = bi-directional", .bidirectional),
        ] as [(String, FlowDirection)])
    func directions(text: String, expected: FlowDirection) throws {
        let filter = try read(text)
        #expect(filter.direction == expected)
        #expect(filter.condition == nil)
    }

    @Test(arguments: [
        "dir = in & dport = 443", "dport = 443 and dir = in", "(dport = 443 & dir = in)", "((dir = in) && dport = 443)",
    ])
    func `A direction is joined to the whole condition`(text: String) throws {
        let filter = try read(text)
        #expect(filter.direction == .inbound)
        #expect(filter.condition == (try read("dport = 443").condition))
    }

    @Test(arguments: [
        ("dir = in | dport = 443", 0, "under `!` or `|`"), ("dport = 443 | dir = in", 14, "under `!` or `|`"),
        ("dport = 1 & (proto = 6 | dir = in)", 25, "under `!` or `|`"), ("!dir = in", 1, "under `!` or `|`"),
        ("!(dport = 443 & dir = in)", 16, "under `!` or `|`"), ("dir = in & dir = out", 11, "one direction at most"),
        ("dir != in", 4, "`=` only"), ("dir in (in, out)", 4, "`=` only"), ("dir > in", 4, "`=` only"),
        ("dir = sideways", 6, "in, out, uni or bi"), ("dir", 3, "a comparison"),
    ])
    func `Directions elsewhere are mistakes`(text: String, offset: Int, message: String) {
        let error = mistake(text)
        #expect(error?.offset == offset)
        #expect(error?.message.contains(message) == true)
    }

    @Test func `Other tables have no direction`() {
        #expect(throws: ConditionError.self) { try QueryFilter("dir = in", schema: .statements) }
    }

    @Test func `Host names stand for all their addresses`() throws {
        let resolve = resolver { name in
            name == "db.example.org" ? [IPAddress(v4: 0x0a00_0001), IPAddress(high: 1, low: 2)] : []
        }
        let both = Predicate.networks([Network(IPAddress(v4: 0x0a00_0001)), Network(IPAddress(high: 1, low: 2))])
        #expect(
            try read("sip = db.example.org", resolve).condition == .comparison(Comparison(column: 3, predicate: both)))
        #expect(
            try read("sip != DB.Example.ORG", resolve).condition
                == .comparison(Comparison(column: 3, predicate: both, negated: true)))
        #expect(try read("host = db.example.org & dport = 1", resolve).condition?.columns == [3, 4, 6])
        let list = try read("dip in (rfc1918, db.example.org)", resolve)
        guard case .comparison(let comparison) = list.condition, case .networks(let networks) = comparison.predicate
        else {
            Issue.record("\(list)")
            return
        }
        #expect(networks.count == 5)
    }

    @Test func `Hosts are looked up once each, and only when the rest is right`() throws {
        let asked = Asked()
        let resolve = resolver { name in
            asked.add(name)
            return [IPAddress(v4: 1)]
        }
        _ = mistake("sip = somewhere & dprt = 5", resolve)
        #expect(asked.names.isEmpty)
        _ = try read("sip = somewhere | dip = somewhere | host = elsewhere", resolve)
        #expect(asked.names == ["somewhere", "elsewhere"])
        let many = (0..<65).map { "host\($0)" }.joined(separator: ", ")
        #expect(mistake("sip in (\(many))", resolve)?.message.contains("at most 64") == true)
    }

    @Test func `Hosts that nobody answers for in time are not unknown ones`() throws {
        let error = mistake("dport = 1 & sip = slow & dip = nowhere") { _ in [.late, .addresses([])] }
        #expect(error?.offset == 18)
        #expect(error?.message.contains("'slow' were not found in time") == true)
        let limits = Limits()
        var arguments = QueryArguments(columns: "sip")
        arguments.condition = "sip = slow"
        for timeout in [nil, Duration.seconds(2), .seconds(60)] {
            arguments.timeout = timeout
            _ = try arguments.plan { question in
                limits.add(question.limit)
                return [.addresses([.local])]
            }
        }
        #expect(limits.all == [.seconds(5), .seconds(2), .seconds(5)])
    }

    @Test(arguments: [
        ("sip = nowhere.example", 6, "no host that has one"),
        ("sip = rfc1819", 6, "did you mean 'rfc1918'?"), ("sip = 10.0.0.256", 6, "address or network"),
        ("sip = 0x0a000001", 6, "address or network"), ("sip = 10.0x1", 6, "address or network"),
        ("sip = 1e3", 6, "address or network"),
        ("sip = 10.0.0.0/33", 6, "address or network"), ("sip = a..b", 6, "address or network"),
        ("sip = 'a b'", 6, "address or network"), ("sip = .", 6, "address or network"),
        ("sip = fe80::zz", 6, "address or network"),
    ])
    func `What is no host is a mistake`(text: String, offset: Int, message: String) {
        let error = mistake(text, resolver { _ in [] })
        #expect(error?.offset == offset)
        #expect(error?.message.contains(message) == true)
    }

    @Test(arguments: [
        ("rfc1918", "172.31.255.255", "172.32.0.0"), ("RFC1918", "192.168.1.1", "fd00::1"),
        ("private", "fd00::1", "11.0.0.1"), ("ula", "fc00::1", "10.0.0.1"), ("loopback", "127.8.9.1", "::2"),
        ("loopback", "::1", "128.0.0.1"), ("link_local", "fe80::1", "169.253.0.1"),
        ("link-local", "169.254.1.1", "fec0::1"), ("multicast", "239.1.2.3", "240.0.0.1"),
        ("multicast", "ff02::1", "fe80::1"), ("broadcast", "255.255.255.255", "255.255.255.254"),
        ("cgnat", "100.127.255.255", "100.128.0.0"), ("documentation", "2001:db8::5", "2001:db9::5"),
        ("unspecified", "::", "::1"),
    ])
    func namedSets(name: String, inside: String, outside: String) throws {
        let networks = try #require(NamedNetworks.find(name))
        let holds = { (text: String) in
            let address = try #require(IPAddress(text))
            return networks.contains { $0.contains(address) }
        }
        #expect(try holds(inside))
        #expect(try !holds(outside))
        #expect(try read("sip = \(name)").condition?.columns == [3])
        #expect(try read("host not in (\(name))").condition?.columns == [3, 4])
    }

    @Test(arguments: [
        ("proto = TCP", 6 as UInt64), ("proto = tcp", 6), ("protocol = udp", 17), ("ipproto = Icmp", 1),
        ("proto = ipv6-icmp", 58), ("proto = icmpv6", 58), ("proto = ESP", 50), ("proto = gre", 47),
        ("proto = 132", 132), ("proto = sctp", 132), ("proto = 255", 255),
    ])
    func protocols(text: String, number: UInt64) throws {
        let range = Predicate.range(number...number)
        #expect(try read(text).condition == .comparison(Comparison(column: 7, predicate: range)))
    }

    @Test func `Protocols have lists and ranges too`() throws {
        let list = Comparison(column: 7, predicate: .numbers([6, 17, 50]))
        #expect(try read("proto in (tcp, UDP, 50)").condition == .comparison(list))
        #expect(
            try read("proto > udp").condition == .comparison(Comparison(column: 7, predicate: .range(18 ... .max))))
        #expect(mistake("proto = tpc")?.message == "proto expects a protocol's name or number, found 'tpc'")
    }

    @Test func `Ten thousand parentheses are an error with a place`() throws {
        let error = try #require(mistake(String(repeating: "(", count: 10_000) + "dport = 1"))
        #expect(error.message == "the condition nests deeper than 512 levels")
        #expect(error.offset == 513)
    }
}

/// Names that were asked for, in their order.
private final class Asked: Sendable {
    private let list = Mutex<[String]>([])

    var names: [String] { list.withLock { $0 } }

    func add(_ name: String) { list.withLock { $0.append(name) } }
}

/// How long look-ups were allowed to take.
private final class Limits: Sendable {
    private let list = Mutex<[Duration]>([])

    var all: [Duration] { list.withLock { $0 } }

    func add(_ limit: Duration) { list.withLock { $0.append(limit) } }
}
