import Glibc
import TestSupport
import Testing

/// `keddah query` over flows, as goQuery's users type it.
@Suite struct FlowQuestionTests {
    private let folder = TemporaryFolder()

    private var store: String { folder.path + "/store" }

    private func keddah(
        _ arguments: [String], environment: [String: String] = ["TZ": "UTC"], input: String? = nil
    ) throws -> ChildProcess.Result {
        try ChildProcess.run([Keddah.program] + arguments + ["-d", store], environment: environment, input: input)
    }

    private func ask(_ arguments: [String], input: String? = nil) throws -> String {
        let result = try keddah(["query"] + arguments, input: input)
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    /// Rows of a CSV answer.
    private func rows(_ arguments: [String]) throws -> [String] {
        try ask(arguments + ["-e", "csv"]).split(separator: "\n").dropFirst().map { String($0) }
    }

    /// How long the query took is not the same twice.
    private func masked(_ text: String) -> String {
        text.replacing(#/hits in [0-9.]+(us|ms|s)/#, with: "hits in 17ms")
    }

    @Test func `The README's query prints the README's block`() throws {
        try TestFlow.write(ReadmeFlows.all, to: store)
        let text = try ask([
            "-i", "eth0", "-c", "dport = 443", "-n", "10", "-f", "2016-02-25", "-l", "2016-02-27", "sip,dip",
        ])
        #expect(
            masked(text) == """

                                                   packets   packets             bytes      bytes
                             sip             dip        in       out      %         in        out      %
                  125.167.76.152  237.147.182.13  308.75 k  576.81 k  66.95   17.71 MB  805.53 MB  64.33
                  121.18.119.116  125.167.76.152  149.81 k   24.00 k  13.14  198.06 MB    9.64 MB  16.23
                  125.167.76.152  121.18.119.116  116.20 k   27.16 k  10.84  151.00 MB   14.18 MB  12.91
                  125.167.76.152  121.18.250.176   15.29 k   22.14 k   2.83   21.22 MB   18.26 MB   3.09
                  125.167.76.152   51.143.39.255    3.77 k    2.51 k   0.47    5.55 MB  271.98 kB   0.45
                  125.167.76.152   55.135.93.254    1.23 k    1.84 k   0.23    3.06 MB  197.34 kB   0.25
                  125.167.76.152  233.41.242.235  813.00      1.15 k   0.15    2.25 MB  143.61 kB   0.19
                  125.167.76.152  190.14.221.249  503.00    764.00     0.10    1.55 MB  120.58 kB   0.13
                  125.167.76.152   11.26.172.240    2.13 k    1.52 k   0.28    1.40 MB  232.91 kB   0.13
                  125.167.76.152  55.135.212.216  571.00    806.00     0.10    1.41 MB  133.44 kB   0.12
                                                       ...       ...               ...        ...
                                                  630.68 k  692.11 k         424.39 MB  855.27 MB

                         Totals:                              1.32 M                      1.25 GB

                Timespan / Interface : [2016-02-25 19:29:35, 2016-02-26 07:44:35] / eth0
                Sorted by            : accumulated data volume (sent and received)
                Query stats          : 268.00   hits in 17ms
                Conditions:          : dport = 443

                """)
        // Where local time is not UTC, its distance is shown.
        let elsewhere = try keddah(
            ["query", "-f", "2016-02-25", "-l", "2016-02-27", "iface"], environment: ["TZ": "CET-1"])
        #expect(
            elsewhere.output.contains("[2016-02-25 20:29:35 +01:00, 2016-02-26 08:44:35 +01:00] / eth0,eth1"))
    }

    /// Flows of the last days, such as goQuery's examples ask for.
    private func writeRecent() throws {
        let now = UInt64(time(nil)) / 300 * 300
        try TestFlow.write(
            [
                TestFlow(now - 300, "10.0.0.1", "8.8.8.8", dport: 53, proto: 17, packets: (2, 2), bytes: (200, 100)),
                TestFlow(now - 7200, "10.0.0.1", "10.0.0.2", packets: (30, 20), bytes: (3000, 2000)),
                TestFlow(now - 7200, "10.0.0.3", "10.0.0.4", dport: 22, packets: (0, 4), bytes: (0, 240)),
                TestFlow(
                    now - 129_600, "8.8.4.4", "10.0.0.1", on: "eth1", dport: 5432, packets: (9, 8), bytes: (900, 800)),
                TestFlow(now - 86_400 * 10, "::1", "::1", on: "lo", dport: 5432, packets: (1, 1), bytes: (60, 60)),
                TestFlow(now - 86_400 * 60, "10.9.9.9", "10.9.9.8", on: "eth0", packets: (99, 99), bytes: (9999, 9999)),
            ], to: store)
    }

    @Test(
        arguments: [
            (
                ["-i", "eth0", "-n", "5", "talk_conv"],
                ["10.0.0.1,10.0.0.2,30,20,3000,2000", "10.0.0.1,8.8.8.8,2,2,200,100", "10.0.0.3,10.0.0.4,0,4,0,240"]
            ),
            (
                ["-i", "any", "-s", "packets", "-a", "-n", "10", "-f", "-2d", "-l", "-1d", "apps_port"],
                ["5432,TCP,9,8,900,800"]
            ),
            (
                [
                    "-i", "eth0,eth1", "--sum", "-f", "-24h", "-c", "snet = 10.0.0.0/8 & dport != 443",
                    "sip,dport,proto",
                ],
                ["10.0.0.1,53,UDP,4,300", "10.0.0.3,22,TCP,4,240"]
            ),
            (["-i", "!lo", "--in", "-c", "sip not in (rfc1918, loopback)", "talk_src"], ["8.8.4.4,9,900"]),
            (
                ["-i", "/eth.*/", "-c", "dir = out & proto = tcp", "sip,dip,dport"],
                ["10.0.0.3,10.0.0.4,22,0,4,0,240"]
            ),
            (["-i", "any", "-c", "host = 8.8.4.4", "dport"], ["5432,9,8,900,800"]),
            (["-i", "eth0", "-f", "-10m", "dip,dport,proto"], ["8.8.8.8,53,UDP,2,2,200,100"]),
            (["--ifaces", "lo", "talk_dst"], ["::1,1,1,60,60"]),
            (["-i", "eth0", "-f", "-61d", "-n", "1", "agg_talk_port"], ["10.9.9.9,10.9.9.8,443,TCP,99,99,9999,9999"]),
            (["-i", "eth0", "--out", "-c", "proto eq udp or port -eq 22", "-s", "time", "dport"], []),
            (
                ["-i", "eth0", "--out", "-c", "proto eq udp or port -eq 22", "-s", "packets", "dport"],
                ["22,4,240", "53,2,100"]
            ),
            (["-c", "sip = localhost", "dip"], ["::1,1,1,60,60"]),
        ] as [([String], [String])])
    func `Questions as goQuery's examples put them`(arguments: [String], expected: [String]) throws {
        try writeRecent()
        if arguments.contains("time") {
            let result = try keddah(["query"] + arguments)
            #expect(result.status == 1)
            #expect(result.errors.contains("rows can be sorted by time only when time is a column"))
        } else if arguments.contains("sip = localhost") {
            // Which addresses localhost has is the machine's business.
            #expect(try keddah(["query"] + arguments).status == 0)
        } else {
            #expect(try rows(arguments) == expected)
        }
    }

    @Test func `Every example of the program works as it is printed`() throws {
        try writeRecent()
        let lines = try ask(["examples"]).split(separator: "\n").filter { $0.hasPrefix("keddah ") }
        #expect(lines.count >= 8)
        for line in lines {
            let words = line.dropFirst("keddah ".count)
            let shell = try ChildProcess.run(["/bin/sh", "-c", "\(Keddah.program) \(words) -d \(store)"])
            #expect(shell.status == 0, "\(line): \(shell.errors)")
        }
    }

    @Test func `Interfaces are listed with their totals`() throws {
        try writeRecent()
        let lines = try ask(["list"]).split(separator: "\n").map { String($0) }
        #expect(lines[0].split(separator: " ") == ["packets", "packets", "bytes", "bytes"])
        #expect(lines[1].split(separator: " ") == ["iface", "in", "out", "in", "out", "flows", "first", "last"])
        #expect(lines.contains { $0.hasPrefix("     eth0  131.00    125.00     12.89 kB   12.05 kB  4.00    ") })
        #expect(lines.last?.hasPrefix("  Totals:  141.00    134.00    ") == true)
        #expect(try ask(["list", "!eth0", "-e", "csv"]).split(separator: "\n").count == 3)
        #expect(try ask(["list", "-e", "json"]).hasPrefix(#"{"totals":{"packets_rcvd":141,"#))
        let wrong = try keddah(["query", "list", "eth7"])
        #expect(wrong.status == 1)
        #expect(wrong.errors == "keddah: the store has no flows of the interface 'eth7': there are eth0,eth1,lo\n")
    }

    @Test func `Mistakes are said where they are`() throws {
        try writeRecent()
        let wrong = { (arguments: [String]) in
            let result = try self.keddah(["query"] + arguments)
            #expect(result.status != 0)
            return result.errors
        }
        #expect(try wrong(["-i", "eth7", "sip"]).contains("no flows of the interface 'eth7': there are eth0,eth1,lo"))
        #expect(try wrong(["-i", "/(/", "sip"]).contains("no regular expression"))
        #expect(try wrong(["-c", "dport = http & sip = 5", "sip"]).contains("\nkeddah:           ^"))
        let deep = String(repeating: "(", count: 10_000) + "dport = 1" + String(repeating: ")", count: 10_000)
        #expect(try wrong(["-c", deep, "sip"]).contains("the condition nests deeper than 512 levels"))
        #expect(try wrong([]).contains("COLUMNS is missing"))
        #expect(try wrong(["sip", "dip"]).contains("one argument too many"))
        #expect(try wrong(["-e", "influxdb", "sip"]).contains("influxdb"))
        #expect(try wrong(["--resolve-timeout", "2 weeks", "sip"]).contains("no time of an hour at most"))
        #expect(try wrong(["--max-mem-pct", "0", "sip"]).contains("between 1 and 100"))
        #expect(try wrong(["-f", "2026-02-02", "-l", "2026-02-01", "sip"]).contains("ends before it begins"))
        #expect(try wrong(["--from", "flows", "-f", "99999-01-01", "sip"]).contains("is no time"))
    }

    @Test func `A store without flows says so`() throws {
        try TestFlow.write([], to: store)
        #expect(try ask(["-i", "eth0", "sip"]).hasPrefix("\nThere is no data in the time asked.\n"))
        #expect(try ask(["list"]) == "\nThere are no flows.\n")
        #expect(try ask(["-i", "any", "sip", "-e", "json"]).contains(#""code":"missing data""#))
    }

    @Test func `Hosts have names in tables, within the time`() throws {
        try writeRecent()
        let text = try ask(["-i", "lo", "-r", "--resolve-timeout", "10s", "--resolve-rows", "1", "sip"])
        #expect(text.contains("localhost") || text.contains("::1"))
        let begin = ContinuousClock.now
        _ = try ask(["-i", "any", "-r", "--dns-resolution.timeout", "10ms", "sip"])
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(try ask(["-i", "lo", "-r", "-e", "csv", "sip"]).contains("::1,"))
    }
}
