import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Capture

/// Interfaces of networks of the tests' own.
@Suite(.enabled(if: NetworkNamespace.isPermitted), .serialized) struct LiveCaptureTests {
    private static func options(_ interfaces: String...) -> CaptureOptions {
        var options = CaptureOptions()
        for name in interfaces { options.interfaces[name] = InterfaceOptions() }
        return options
    }

    /// A runtime that captures at once.
    private static func runtime(_ options: CaptureOptions, _ sink: Collector) throws -> CaptureRuntime {
        let runtime = CaptureRuntime(options: options, sink: sink)
        try runtime.start()
        #expect(wait { runtime.status.allSatisfy { $0.state == .capturing } })
        return runtime
    }

    /// Sends datagrams of so many bytes to a port where nobody complains.
    private static func send(_ count: Int, to address: SocketAddress, size: Int = 100) throws {
        let descriptor = socket(address.family, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: 7, count: size)
        for _ in 0..<count {
            let sent = address.withSockaddr { sendto(descriptor, bytes, size, 0, $0, $1) }
            guard sent == size else { throw SystemError.last("sendto") }
        }
    }

    private static func receiver(_ port: UInt16) throws -> FileDescriptor {
        let descriptor = FileDescriptor(owning: socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
        let code = SocketAddress.v4(0x7f00_0001, port: port).withSockaddr { bind(descriptor.number, $0, $1) }
        guard code == 0 else { throw SystemError.last("bind") }
        return descriptor
    }

    private static let target = SocketAddress.v4(0x7f00_0001, port: 7007)

    @Test func `Flows are counted, told in parts that add up, and shown while they are in memory`() throws {
        try NetworkNamespace.run {
            let sink = Collector()
            let receiver = try Self.receiver(7007)
            let runtime = try Self.runtime(Self.options("lo"), sink)
            for turn in 1...3 {
                try Self.send(10, to: Self.target)
                #expect(wait { runtime.flows(of: "lo")?.packets == UInt64(turn * 10) })
                runtime.flush()
                #expect(sink.rows.packets == UInt64(turn * 10))
            }
            #expect(runtime.flows(of: "eth0") == nil)
            try Self.send(10, to: Self.target)
            let status = try #require(runtime.stop().first)
            #expect(sink.rows.packets == 40 && sink.rows.bytes == 40 * 142)
            #expect(sink.rows.allSatisfy { $0.dport == 7007 && $0.proto == 17 && $0.iface == "lo" })
            #expect(status.counts.packets == 40 && status.dropped == 0 && status.linkType == "EN10MB")
            #expect(runtime.status.isEmpty)
            withExtendedLifetime(receiver) {}
        }
    }

    @Test func `A reload in the middle of traffic loses no packet and counts none twice`() throws {
        try NetworkNamespace.run {
            let sink = Collector()
            let receiver = try Self.receiver(7007)
            let runtime = try Self.runtime(Self.options("lo"), sink)
            let sender = try Thread(name: "sender") {
                for _ in 0..<300 {
                    try? Self.send(100, to: Self.target)
                    poll(nil, 0, 2)
                }
            }
            for turn in 0..<5 {
                var options = Self.options("lo")
                options.interfaces["lo"]?.bufferSize = (4 + turn) << 20
                options.interfaces["lo"]?.filter = turn % 2 == 0 ? "udp" : nil
                try runtime.update(options)
                #expect(wait { runtime.status.first?.opened == UInt64(turn + 2) })
            }
            sender.join()
            let status = try #require(runtime.stop().first)
            #expect(status.dropped == 0)
            #expect(sink.rows.packets == 30_000 && sink.rows.bytes == 30_000 * 142)
            withExtendedLifetime(receiver) {}
        }
    }

    @Test func `What a reload leaves as it was is not opened again`() throws {
        try NetworkNamespace.run {
            let sink = Collector()
            let pair = try VirtualPair()
            let runtime = try Self.runtime(Self.options("lo"), sink)
            var options = Self.options("lo", "near")
            options.proxied = [ProxiedEndpoint(address: nil, port: 1337)]
            try runtime.update(options)
            #expect(wait { runtime.status.map(\.state) == [.capturing, .capturing] })
            #expect(runtime.status.map(\.opened) == [1, 1])
            try runtime.update(Self.options("near"))
            #expect(runtime.status.map(\.name) == ["near"])
            options.interfaces["near"]?.filter = "no filter"
            #expect(throws: CaptureError.self) { try runtime.update(options) }
            #expect(runtime.status.map(\.name) == ["near"])
            runtime.stop()
            withExtendedLifetime(pair) {}
        }
    }

    @Test func `An interface tells what came in from what went out`() throws {
        try NetworkNamespace.run {
            let sink = Collector()
            let pair = try VirtualPair()
            let runtime = try Self.runtime(Self.options("near"), sink)
            try pair.far("ping", "-4", "-c", "2", "-i", "0.01", "-s", "100", "10.9.0.1")
            try NetworkNamespace.command("ping", "-6", "-c", "3", "-i", "0.01", "-s", "100", "fd00::2")
            runtime.stop()
            let pings = sink.rows.filter { [1, 58].contains($0.proto) && [$0].bytes >= 284 && [$0].packets < 7 }
            let v4 = try #require(pings.first { $0.sip == IPAddress("10.9.0.2") })
            #expect([v4.packetsReceived, v4.packetsSent, v4.bytesReceived] == [2, 2, 284])
            // Finding the neighbour may come first, and with it the question who asked.
            let v6 = sink.rows.filter { Set([$0.sip, $0.dip]) == [IPAddress("fd00::1"), IPAddress("fd00::2")] }
            #expect(v6.reduce(0) { $0 + $1.packetsSent } >= 3 && v6.reduce(0) { $0 + $1.packetsReceived } >= 3)
            withExtendedLifetime(pair) {}
        }
    }

    @Test func `An interface that is not there, goes down or goes away is waited for`() throws {
        try NetworkNamespace.run {
            let sink = Collector()
            let runtime = CaptureRuntime(options: Self.options("near"), sink: sink)
            try runtime.start()
            #expect(wait { runtime.status.first?.state == .waiting })
            #expect(runtime.status.first?.lastError == "there is no interface near")
            let pair = try VirtualPair()
            #expect(wait { runtime.status.first?.state == .capturing })
            let pings = { runtime.flows(of: "near")?.filter { $0.proto == 1 }.packets }
            try pair.far("ping", "-4", "-c", "1", "10.9.0.1")
            #expect(wait { pings() == 2 })
            try NetworkNamespace.command("ip", "link", "set", "near", "down")
            #expect(wait { runtime.status.first?.state == .down })
            try NetworkNamespace.command("ip", "link", "set", "near", "up")
            #expect(wait { runtime.status.first?.state == .capturing })
            try pair.far("ping", "-4", "-c", "1", "10.9.0.1")
            #expect(wait { pings() == 4 })
            try NetworkNamespace.command("ip", "link", "delete", "near")
            #expect(wait { runtime.status.first?.state == .waiting })
            runtime.stop()
            #expect(sink.rows.filter { $0.proto == 1 }.packets == 4)
            // The sink was told whenever that was another, and why.
            let told = sink.interfaces.map(\.state)
            let changes = told.enumerated().filter { $0.offset == 0 || told[$0.offset - 1] != $0.element }
            #expect(changes.map(\.element) == [.waiting, .capturing, .down, .capturing, .waiting])
            #expect(sink.interfaces.allSatisfy { ($0.lastError == nil) == ($0.state == .capturing) })
        }
    }

    @Test func `Interfaces that appear are taken by pattern`() throws {
        try NetworkNamespace.run {
            let runtime = try Self.runtime(Self.options("/ne.*/"), Collector())
            #expect(runtime.status.isEmpty)
            let pair = try VirtualPair()
            #expect(wait { runtime.status.first?.state == .capturing })
            try NetworkNamespace.command("ip", "link", "delete", "near")
            #expect(wait { runtime.status.isEmpty })
            runtime.stop()
            withExtendedLifetime(pair) {}
        }
    }
}

/// nmap, and clients that are none.
@Suite(.enabled(if: NetworkNamespace.isPermitted), .serialized) struct LiveScanTests {
    private static func watched(_ body: () throws -> Void) throws -> Collector {
        let sink = Collector()
        var options = CaptureOptions()
        options.interfaces = ["lo": InterfaceOptions()]
        let runtime = CaptureRuntime(options: options, sink: sink)
        try runtime.start()
        #expect(wait { runtime.status.first?.state == .capturing })
        try body()
        runtime.stop()
        return sink
    }

    @Test(arguments: [
        ("-sS", 20), ("-sS", 500), ("-sT", 20), ("-sT", 500), ("-sF", 20), ("-sX", 20), ("-sN", 20),
        ("-sA", 20), ("-sM", 20),
    ])
    func `A scan by nmap is one incident`(_ kind: String, _ ports: Int) throws {
        try NetworkNamespace.run {
            let sink = try Self.watched {
                try NetworkNamespace.command(
                    "nmap", kind, "-n", "-Pn", "-p", "20000-\(20_000 + ports - 1)", "127.0.0.1")
            }
            let scans = sink.lastOfScans
            #expect(scans.count == 1 && scans.first?.ports == UInt64(ports), "\(scans)")
            #expect(
                scans.first?.action == (ports < 100 ? .small : .big) && scans.first?.source == IPAddress("127.0.0.1"))
            #expect(Set(sink.ports.map(\.port)).count == ports)
        }
    }

    @Test func `A scan of datagrams over IPv6 is one incident`() throws {
        try NetworkNamespace.run {
            let sink = try Self.watched {
                try NetworkNamespace.command(
                    "nmap", "-6", "-sU", "-n", "-Pn", "--max-retries", "0", "-T5", "-p", "20000-20014", "::1")
            }
            #expect(sink.lastOfScans.count == 1 && sink.ports.allSatisfy { $0.proto == 17 }, "\(sink.scans)")
        }
    }

    @Test func `pgbench, curl, dig and ping are no scans`() throws {
        try NetworkNamespace.run {
            let cluster = try PostgresCluster()
            let servers = try Traffic.Servers()
            let bench = [
                "/usr/lib/postgresql/15/bin/pgbench", "-h", "127.0.0.1", "-p", "\(cluster.port)", "-U", "postgres",
            ]
            _ = try ChildProcess.run(bench + ["-i", "-q", "postgres"])
            let sink = try Self.watched {
                // A connection a transaction.
                let result = try ChildProcess.run(bench + ["-S", "-C", "-c", "4", "-t", "100", "-n", "postgres"])
                #expect(result.status == 0)
                try Traffic.browse("127.0.0.1", "::1")
            }
            #expect(sink.scans.isEmpty && sink.ports.isEmpty, "\(sink.ports)")
            #expect(sink.rows.packets > 2_000)
            withExtendedLifetime(servers) {}
        }
    }
}
