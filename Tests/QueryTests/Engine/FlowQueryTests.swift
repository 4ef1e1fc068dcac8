import ColumnStore
import Observations
import TestSupport
import Testing

@testable import Query

/// Questions over flows in a store, blocks and open steps.
@Suite struct FlowQueryTests {
    private let folder = TemporaryFolder()
    private static let start: UInt64 = 1_456_428_575

    private static let flows = [
        TestFlow(start, "10.0.0.1", "10.0.0.2", packets: (5, 0), bytes: (500, 0)),
        TestFlow(start + 300, "10.0.0.1", "10.0.0.2", packets: (0, 3), bytes: (0, 300)),
        TestFlow(start, "10.0.0.3", "10.0.0.2", packets: (7, 0), bytes: (700, 0)),
        TestFlow(start, "10.0.0.4", "10.0.0.2", on: "eth1", dport: 53, proto: 17, packets: (0, 9), bytes: (0, 900)),
        TestFlow(start + 600, "127.0.0.1", "127.0.0.1", on: "lo", packets: (1, 1), bytes: (60, 40)),
    ]

    /// The store, in which the step of `lo` is open.
    private let reader: StoreReader

    init() throws {
        try TestFlow.write(Self.flows, to: folder.path, closing: Self.start + 400)
        reader = try StoreReader(directory: folder.path)
    }

    private func ask(_ columns: String, _ change: (inout QueryArguments) -> Void = { _ in }) throws -> QueryResult {
        var arguments = QueryArguments(columns: columns)
        arguments.first = "2016-02-25"
        arguments.last = "2016-02-27"
        change(&arguments)
        return try QueryEngine.run(arguments.plan(zone: .utc), reader: reader)
    }

    private func csv(_ columns: String, _ change: (inout QueryArguments) -> Void = { _ in }) throws -> [String] {
        let result = try ask(columns) {
            $0.format = .csv
            change(&$0)
        }
        return result.printed().split(separator: "\n").dropFirst().map { String($0) }
    }

    @Test func `Interfaces are a condition`() throws {
        let sources = ["10.0.0.3,7,0,700,0", "10.0.0.1,5,3,500,300"]
        #expect(try Set(csv("sip") { $0.interfaces = "eth0" }) == Set(sources))
        #expect(try csv("iface,bytes_sent") { $0.interfaces = "!eth0" } == ["eth1,900", "lo,40"])
        #expect(try csv("iface,bytes_sent") { $0.interfaces = "/^l/" } == ["lo,40"])
        #expect(try ask("sip") { $0.interfaces = "!lo" }.interfaces == ["eth0", "eth1"])
        #expect(try ask("sip").interfaces == ["eth0", "eth1", "lo"])
        #expect(throws: QueryError.self) { try ask("sip") { $0.interfaces = "eth7" } }
        #expect(throws: QueryError.self) { try ask("user") { ($0.interfaces, $0.table) = ("eth0", "statements") } }
    }

    @Test func `A known interface without flows in the time asked is empty, not wrong`() throws {
        let result = try ask("sip") {
            $0.interfaces = "lo"
            $0.last = "2016-02-25 19:30"
        }
        #expect(result.rows.isEmpty)
        #expect(result.interfaces.isEmpty)
        #expect(result.covered == nil)
        #expect(try ask("sip") { $0.interfaces = "eth1" }.covered == Self.start...Self.start)
        #expect(try ask("sip") { $0.interfaces = "lo" }.covered == Self.start + 600...Self.start + 600)
    }

    @Test(
        arguments: [
            ("dir = in", ["10.0.0.3"]), ("dir = out", ["10.0.0.4"]), ("dir = uni", ["10.0.0.4", "10.0.0.3"]),
            ("dir = bi", ["10.0.0.1", "127.0.0.1"]), ("dir = bi & proto = tcp & sip != loopback", ["10.0.0.1"]),
        ] as [(String, [String])])
    func `Directions are those of whole groups`(condition: String, sources: [String]) throws {
        let result = try ask("sip,bytes_rcvd") { $0.condition = condition }
        #expect(result.rows.map { "\($0.keys[0])" } == sources.map { "\(Value.address(IPAddress($0)!))" })
        #expect(result.groups == sources.count)
        #expect(result.totals[0] == result.rows.reduce(0) { $0 + $1.figures[0] })
    }

    @Test func `Directions that are shown`() throws {
        #expect(try csv("iface") { $0.directions = .incoming } == ["eth0,12,1200", "lo,1,60", "eth1,0,0"])
        #expect(try csv("iface") { $0.directions = .outgoing } == ["eth1,9,900", "eth0,3,300", "lo,1,40"])
        let sum = try ask("iface") { ($0.directions, $0.format) = (.sum, .csv) }.printed()
        #expect(sum == "iface,packets,bytes\neth0,15,1500\neth1,9,900\nlo,2,100\n")
        let json = try ask("iface") { ($0.directions, $0.format) = (.sum, .json) }.printed()
        #expect(json.contains(#""counters":["packets","bytes"]"#))
        #expect(json.contains(#""totals":{"packets":26,"bytes":2500}"#))
        #expect(json.contains(#""interfaces":["eth0","eth1","lo"]"#))
    }

    @Test func `Tables of one direction and of sums`() throws {
        let lines = { (directions: Directions) in
            try ask("iface") { ($0.directions, $0.interfaces) = (directions, "eth0,eth1") }.printed()
                .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        }
        #expect(
            try lines(.incoming)[1...6] == [
                "           packets            bytes", "    iface       in       %       in       %",
                "     eth0  12.00    100.00  1.17 kB  100.00", "     eth1   0.00      0.00  0.00  B    0.00", "",
                "  Totals:  12.00            1.17 kB",
            ])
        let sum = try lines(.sum)
        #expect(sum[1] == "           packets             bytes")
        #expect(sum[2] == "    iface   in+out      %     in+out      %")
        #expect(sum.contains { $0.hasPrefix("Timespan / Interface : [") && $0.hasSuffix("] / eth0,eth1") })
        #expect(sum.contains("Sorted by            : accumulated data volume (sent and received)"))
        #expect(try lines(.outgoing).contains("Sorted by            : accumulated data volume (sent only)"))
    }

    @Test func `Times are those that flows came with`() throws {
        let times = ["2016-02-25T19:29:35Z", "2016-02-25T19:34:35Z", "2016-02-25T19:39:35Z"]
        #expect(try csv("time,packets_sent") == zip(times, [9, 3, 1]).map { "\($0),\($1)" })
        #expect(try csv("time,packets_sent") { $0.timeResolution = "5m" }.first == "2016-02-25T19:25:00Z,9")
        #expect(try csv("time,packets_sent") { $0.timeResolution = "1h" } == ["2016-02-25T19:00:00Z,13"])
    }

    @Test(
        arguments: [
            ("talk_src", "sip"), ("talk_dst", "dip"), ("talk_conv", "sip,dip"), ("apps_port", "dport,proto"),
            ("agg_talk_port", "sip,dip,dport,proto"), ("raw", "time,sensor,iface,sip,dip,sport,dport,proto"),
            ("time,iface", "time,iface"), ("src,dst,port,protocol", "sip,dip,dport,proto"),
            ("ipproto,sip", "proto,sip"),
            ("host,sip", "sensor,sip"), ("hostname,sip", "sensor,sip"), ("host,hostid,dip", "sensor,dip"),
        ])
    func `Query types and aliases`(columns: String, names: String) throws {
        let text = try ask(columns) { ($0.format, $0.table) = (.csv, "flows") }.printed()
        #expect(text.hasPrefix(names + ",packets_rcvd,packets_sent,bytes_rcvd,bytes_sent\n"))
    }

    @Test func `Protocols have names everywhere`() throws {
        #expect(try csv("proto,packets_sent") == ["TCP,4", "UDP,9"])
        #expect(try ask("proto").printed().contains("\n      UDP  "))
        #expect(try ask("proto") { $0.format = .json }.printed().contains(#""attributes":{"proto":"UDP"}"#))
        let labels = try ask("iface,host,sip") { ($0.format, $0.interfaces) = (.json, "lo") }.printed()
        #expect(labels.contains(#""labels":{"iface":"lo","sensor":"db1"},"attributes":{"sip":"127.0.0.1"}"#))
        #expect(IPProtocol.text(50) == "ESP")
        #expect(IPProtocol.text(58) == "IPv6-ICMP")
        #expect(IPProtocol.text(143) == "Ethernet")
        #expect(IPProtocol.text(145) == "NSH")
        #expect(IPProtocol.text(61) == "61")
        #expect(IPProtocol.text(253) == "253")
        for number in 0..<256 as Range<UInt64> {
            #expect(IPProtocol.name(number).map { IPProtocol.number($0) } ?? number == number)
        }
    }

    @Test func `Names of hosts stand in tables only`() throws {
        var options = PrintOptions()
        options.hostNames = [IPAddress("10.0.0.4")!: "dns\u{7}.example"]
        #expect(try ask("sip").printed(options).contains("  dns\\u{7}.example  "))
        #expect(try ask("sip") { $0.format = .json }.printed(options).contains("10.0.0.4"))
    }

    @Test func `Interfaces and their totals come from metadata alone`() throws {
        let summary = try InterfaceSummary(reader: reader)
        #expect(summary.entries.map(\.name) == ["eth0", "eth1", "lo"])
        #expect(summary.entries[0].sums == [12, 3, 1200, 300])
        #expect(summary.entries[0].rows == 3)
        #expect(summary.entries[0].firstTime == Self.start && summary.entries[0].lastTime == Self.start + 300)
        // Only the step that is open is read.
        #expect(summary.blocksRead == 1)
        let table = try InterfaceTable(summary, selection: InterfaceSelection("eth0"), zone: .utc)
        #expect(
            table.printed(.text) == """

                           packets  packets    bytes      bytes
                    iface       in      out       in        out   flows                first                 last
                     eth0  12.00     3.00    1.17 kB  300.00  B  3.00    2016-02-25 19:29:35  2016-02-25 19:34:35

                  Totals:  12.00     3.00    1.17 kB  300.00  B  3.00    2016-02-25 19:29:35  2016-02-25 19:34:35

                """)
        #expect(
            table.printed(.csv)
                == "iface,packets_rcvd,packets_sent,bytes_rcvd,bytes_sent,flows,time_first,time_last\n"
                + "eth0,12,3,1200,300,3,2016-02-25T19:29:35Z,2016-02-25T19:34:35Z\n")
        #expect(table.printed(.json).contains(#""interfaces":[{"iface":"eth0","packets_rcvd":12,"#))
        #expect(throws: QueryError.self) { try InterfaceTable(summary, selection: InterfaceSelection("eth7")) }
    }
}
