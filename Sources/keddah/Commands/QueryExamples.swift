/// What `keddah query examples` shows: goQuery's examples, and some over the other tables.
enum QueryExamples {
    /// A question, and the command line that asks it, without the program's name.
    static let all: [(question: String, arguments: [String])] = [
        (
            "Who talks to whom on one interface: the five largest pairs of the last 30 days",
            ["-i", "eth0", "-n", "5", "talk_conv"]
        ),
        (
            "The services with the fewest packets between two days ago and yesterday, on all interfaces",
            ["-i", "any", "-s", "packets", "-a", "-n", "10", "-f", "-2d", "-l", "-1d", "apps_port"]
        ),
        (
            "How much a network received and sent together in a day, without web traffic",
            [
                "-i", "eth0,eth1", "--sum", "-f", "-24h", "-c", "snet = 10.0.0.0/8 & dport != 80 & dport != 443",
                "sip,dport,proto",
            ]
        ),
        (
            "What came in from outside, and from where, as CSV",
            ["-i", "!lo", "--in", "-e", "csv", "-c", "sip not in (rfc1918, loopback)", "talk_src"]
        ),
        (
            "Scans: what was sent and never answered",
            ["-i", "/eth.*/", "-c", "dir = out & proto = tcp", "sip,dip,dport"]
        ),
        (
            "All traffic of one host over time, in hours, as JSON",
            ["-i", "any", "-f", "-7d", "--time-resolution", "1h", "-e", "json", "-c", "host = 10.0.0.1", "time"]
        ),
        ("Every flow of the last ten minutes", ["-i", "eth0", "-f", "-10m", "raw"]),
        (
            "The slowest statements of a database today",
            ["-c", "database = shop", "-f", "-1d", "-s", "duration", "-n", "10", "fingerprint,calls,duration,p99"]
        ),
        (
            "Who caused errors, and which",
            ["--from", "statements", "-c", "sqlstate != 00000", "-f", "-1d", "client,user,sqlstate,calls"]
        ),
    ]

    static var text: String {
        all.map { question, arguments in
            "# \(question)\nkeddah query \(arguments.map { quoted($0) }.joined(separator: " "))\n"
        }.joined(separator: "\n")
    }

    /// As a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_.,".contains($0) }
        return isPlain ? word : "'\(word)'"
    }
}
