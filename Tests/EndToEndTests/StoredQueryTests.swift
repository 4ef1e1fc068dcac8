import Glibc
import TestSupport
import Testing

/// `keddah query --stored-query`.
@Suite struct StoredQueryTests {
    private let folder = TemporaryFolder()

    private var store: String { folder.path + "/store" }

    init() throws {
        let now = UInt64(time(nil)) / 300 * 300 - 600
        try TestFlow.write(
            [
                TestFlow(now, "10.0.0.1", "10.0.0.2", packets: (3, 2), bytes: (300, 200)),
                TestFlow(now, "10.0.0.5", "10.0.0.2", dport: 80, packets: (1, 1), bytes: (70, 60)),
                TestFlow(now, "10.0.0.7", "10.0.0.2", on: "eth1", packets: (9, 9), bytes: (900, 900)),
            ], to: store)
    }

    private func run(_ arguments: String..., input: String? = nil) throws -> ChildProcess.Result {
        try ChildProcess.run([Keddah.program, "query", "-d", store] + arguments, input: input)
    }

    @Test func `A file with comments writes its answer where it says`() throws {
        let output = folder.path + "/answer.csv"
        let file = try folder.write(
            """
            {
              "Query": "sip",             // who
              "Output": "\(output)",
              "Ifaces": "eth0,eth1", "Condition": "dport eq 443", "Sum": true, "Format": "csv",
              "NumResults": 1, "SortBy": "packets", "SortAscending": true, "MaxMemPct": 25,
              "Caller": "batch-job-XYZ"
            }
            """, to: "query.json")
        let result = try run("--stored-query", file)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(textOfFile(output) == "sip,packets,bytes\n10.0.0.1,5,500\n")
        let log = textOfFile(store + "/query.log")
        #expect(
            log.contains(#","caller":"batch-job-XYZ","query":"sip","ifaces":"eth0,eth1","condition":"dport eq 443""#))
        #expect(log.contains(#""from":"flows""#) && log.contains(#""hits":2,"duration":"#))
        var status = stat()
        #expect(stat(store + "/query.log", &status) == 0 && status.st_mode & 0o777 == 0o600)
        // The store is read as before.
        #expect(try run("sip", "-e", "csv").output.split(separator: "\n").count == 4)
    }

    @Test func `Standard input, and flags on top`() throws {
        let json = #"{"Query": "sip", "Ifaces": "eth0", "Format": "txt", "Condition": "dport = 443"}"#
        #expect(try run("--stored-query", "-", input: json).output.contains("Conditions:          : dport = 443"))
        let other = try run("--stored-query", "-", "-c", "dport = 80", "-e", "csv", "--in", "dip,sip", input: json)
        #expect(other.output == "dip,sip,packets_rcvd,bytes_rcvd\n10.0.0.2,10.0.0.5,1,70\n")
        #expect(access(store + "/query.log", F_OK) != 0)
    }

    @Test func `Mistakes name the file, the place and the key`() throws {
        let file = try folder.write("{\n  \"Query\": \"sip\",\n  \"Condtion\": \"dport = 443\"\n}", to: "wrong.json")
        let wrong = try run("--stored-query", file)
        #expect(wrong.status == 1)
        #expect(
            wrong.errors
                == "keddah: \(file): line 3, column 3: there is no key \"Condtion\": did you mean Condition?\n")
        #expect(try run("--stored-query", folder.path + "/none.json").errors.contains("No such file"))
        #expect(try run("--stored-query", "/dev/zero").errors.contains("at most"))
    }

    @Test func `A log that was asked for has every query, and failures`() throws {
        let log = folder.path + "/log"
        _ = try run("--query-log", log, "sip")
        #expect(try run("--query-log", log, "-i", "eth9", "sip").status == 1)
        let lines = textOfFile(log).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].contains("\"error\":\"the store has no flows of the interface 'eth9'"))
        #expect(try run("--query-log", folder.path, "sip").status == 1)
    }

    @Test func `A query that is wrong is noted too, with its caller`() throws {
        for query in [#""Query": "sip,dpi""#, #""Query": "sip", "Condition": "dport = http""#] {
            #expect(try run("--stored-query", "-", input: "{\(query), \"Caller\": \"job\"}").status == 1)
        }
        let long = String(repeating: "(", count: 10_000)
        let deep = try run(
            "--stored-query", "-", input: #"{"Query": "sip", "Caller": "job", "Condition": "\#(long)"}"#)
        #expect(deep.errors.utf8.count < 1000)
        let lines = textOfFile(store + "/query.log").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].contains(#""caller":"job","query":"sip,dpi","error":"flows has no column 'dpi'"#))
        #expect(lines[1].contains(#""error":"dport expects a number, found 'http'"#))
        #expect(lines[2].utf8.count < 5000)
        // Also when there is no store to ask.
        let none = folder.path + "/none"
        let log = folder.path + "/log"
        _ = try ChildProcess.run([Keddah.program, "query", "-d", none, "--query-log", log, "sip"])
        #expect(textOfFile(log).contains("\"query\":\"sip\",\"error\":\""))
    }

    @Test func `Logs and answers are written to regular files only`() throws {
        let secret = try folder.write("secret", to: "secret")
        let json = #"{"Query": "sip", "Caller": "job", "Format": "csv"}"#
        symlink(secret, store + "/query.log")
        #expect(try run("--stored-query", "-", input: json).status == 0)
        #expect(try run("--query-log", store + "/query.log", "sip").status == 1)
        let output = folder.path + "/answer"
        mkfifo(output, 0o600)
        let answered = try run("--stored-query", "-", input: #"{"Query": "sip", "Output": "\#(output)"}"#)
        #expect(answered.status == 1 && answered.errors.contains("is no regular file"))
        #expect(textOfFile(secret) == "secret")
        #expect(try run("--query-log", output, "sip").errors.contains("is no regular file"))
    }

    @Test func `A share of the memory comes on top of a stored number of bytes`() throws {
        let json = #"{"Query": "raw", "From": "flows", "MaxMemory": 1}"#
        #expect(try run("--stored-query", "-", input: json).errors.contains("--max-memory"))
        #expect(try run("--stored-query", "-", "--max-mem-pct", "10", input: json).status == 0)
        #expect(try run("--stored-query", "-", "--max-mem-pct", "10", "--max-memory", "1", input: json).status == 1)
    }

    @Test func `A store of flows alone is asked for flows, and says nothing of SQL`() throws {
        let raw = try run("raw", "-e", "csv")
        #expect(raw.output.hasPrefix("time,sensor,iface,sip,dip,") && raw.errors.isEmpty)
        let statements = try run("--from", "statements", "raw")
        #expect(statements.status == 0 && statements.errors.isEmpty)
    }

    @Test func `Escape sequences in a query do not reach the terminal`() throws {
        let wrong = try run("-c", "\u{1b}[2J = 1", "sip,\u{1b}]0;x\u{7}")
        #expect(wrong.status == 1)
        #expect(!wrong.errors.contains("\u{1b}") && !wrong.errors.contains("\u{7}"))
        #expect(try !run("--from", "\u{1b}c", "sip").errors.contains("\u{1b}"))
    }
}
