import Glibc
import Observations
import TestSupport
import Testing

@testable import Capture

/// Files that tcpdump wrote, held against what tshark counts in them.
@Suite(.enabled(if: NetworkNamespace.isPermitted), .serialized) struct RealTrafficTests {
    /// Holds the flows of a file against tshark's conversations of it.
    private static func compare(_ file: String) throws -> [FlowRecord] {
        let sink = Collector()
        let summary = try CaptureFile.read(file, sink: sink)
        #expect(summary.damage == nil && summary.counts.issues.occurred.isEmpty)
        #expect(sink.rows.packets + summary.counts.notIP == summary.counts.packets)
        for kind in ["ip", "ipv6"] {
            let conversations = try Tshark.conversations(kind, in: file)
            #expect(!conversations.isEmpty)
            for conversation in conversations {
                let flows = sink.rows.filter { $0.isBetween(conversation.a, conversation.b) }
                // Between the same address there is but one direction.
                let total = (flows.packets, flows.bytes)
                let sent = flows.sent(by: conversation.a)
                let isLoop = conversation.a == conversation.b
                let fromA = isLoop ? total : sent
                #expect(conversation.fromA.matches(fromA.0, fromA.1) || isLoop, "\(conversation): \(fromA)")
                let both = conversation.fromA.packets + conversation.fromB.packets
                #expect(total.0 == both, "\(conversation): \(total)")
            }
        }
        for (pair, bytes) in try Tshark.bytes(in: file) {
            let ends = pair.split(separator: " ").map(String.init)
            let flows = sink.rows.filter { $0.isBetween(ends[0], ends[1]) }
            #expect((ends[0] == ends[1] ? flows.bytes : flows.sent(by: ends[0]).1) == bytes, "\(pair)")
        }
        try comparePorts("tcp", 6, file, sink.rows)
        try comparePorts("udp", 17, file, sink.rows)
        return sink.rows
    }

    private static func comparePorts(_ kind: String, _ proto: UInt8, _ file: String, _ flows: [FlowRecord]) throws {
        var sums: [String: (packets: UInt64, flow: UInt64)] = [:]
        for conversation in try Tshark.conversations(kind, in: file) {
            let servers = [conversation.a, conversation.b].filter { end in
                flows.contains { $0.proto == proto && end.hasSuffix(":\($0.dport)") && end.hasPrefix("\($0.dip)") }
            }
            #expect(servers.count >= 1, "\(conversation)")
            for server in servers.prefix(1) {
                sums[server, default: (0, 0)].packets += conversation.fromA.packets + conversation.fromB.packets
            }
        }
        for flow in flows where flow.proto == proto {
            sums["\(flow.dip):\(flow.dport)", default: (0, 0)].flow += flow.packetsReceived + flow.packetsSent
        }
        #expect(!sums.isEmpty)
        for (server, sum) in sums { #expect(sum.packets == sum.flow, "\(kind) \(server)") }
    }

    @Test func `Flows on loopback are what tshark counts, with PostgreSQL, web, names and pings`() throws {
        try NetworkNamespace.run {
            let folder = TemporaryFolder()
            let cluster = try PostgresCluster()
            let servers = try Traffic.Servers()
            let recording = try Traffic.Recording("lo", to: folder.path + "/lo.pcap")
            for host in ["127.0.0.1", "::1"] {
                try NetworkNamespace.command(
                    "psql", "-h", host, "-p", "\(cluster.port)", "-U", "postgres", "-c",
                    "select repeat('x', 100000), generate_series(1, 100)", "-o", "/dev/null", "postgres")
                _ = try ChildProcess.run([
                    "/usr/lib/postgresql/15/bin/pgbench", "-h", host, "-p", "\(cluster.port)", "-U", "postgres", "-i",
                    "-q", "postgres",
                ])
                try NetworkNamespace.command(
                    "/usr/lib/postgresql/15/bin/pgbench", "-h", host, "-p", "\(cluster.port)", "-U", "postgres", "-S",
                    "-c", "2", "-t", "50", "-n", "postgres")
            }
            try Traffic.browse("127.0.0.1", "::1")
            try recording.finish()
            let flows = try Self.compare(recording.file)
            #expect(flows.contains { $0.dport == cluster.port && $0.sip == IPAddress("::1") && $0.packetsSent > 100 })
            #expect(Set(flows.map(\.proto)).isSuperset(of: [1, 6, 17, 58]))
            withExtendedLifetime(servers) {}
        }
    }

    @Test func `Flows between two hosts are what tshark counts`() throws {
        try NetworkNamespace.run {
            let folder = TemporaryFolder()
            let pair = try VirtualPair()
            let servers = try Traffic.Servers()
            let recording = try Traffic.Recording("near", to: folder.path + "/veth.pcap")
            for (v4, v6) in [("10.9.0.1", "fd00::1")] {
                try pair.far("curl", "-sS", "-o", "/dev/null", "http://\(v4):8000/")
                try pair.far("curl", "-sS", "-o", "/dev/null", "http://[\(v6)]:8000/")
                try pair.far("ping", "-4", "-c", "3", "-i", "0.01", v4)
                try pair.far("ping", "-6", "-c", "3", "-i", "0.01", v6)
                try pair.far("dig", "@\(v4)", "-p", "5300", "+tries=1", "+time=1", "example.org")
            }
            try recording.finish()
            let flows = try Self.compare(recording.file)
            // Seen by the server: what clients send comes in.
            let page = flows.filter { $0.dport == 8000 }
            #expect(page.count == 2 && page.allSatisfy { $0.bytesSent > 100_000 && $0.bytesReceived < 50_000 })
            withExtendedLifetime((servers, pair)) {}
        }
    }
}

extension FlowRecord {
    fileprivate func isBetween(_ a: String, _ b: String) -> Bool {
        let ends = [sip.description, dip.description]
        return ends == [a, b] || ends == [b, a]
    }
}

extension [FlowRecord] {
    /// The packets and bytes that an address sent; a file tells them by the flow.
    fileprivate func sent(by address: String) -> (UInt64, UInt64) {
        reduce((0, 0)) { sum, flow in
            flow.sip.description == address
                ? (sum.0 + flow.packetsReceived, sum.1 + flow.bytesReceived)
                : (sum.0 + flow.packetsSent, sum.1 + flow.bytesSent)
        }
    }
}
