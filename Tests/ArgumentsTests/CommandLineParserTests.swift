import Testing

@testable import Arguments

@Suite struct CommandLineParserTests {
    enum Format: String, CaseIterable, ArgumentValue { case text, json, csv }

    static let limit = Option("limit", "n", aliases: ["rows"], value: "N", default: 1000, "At most N rows.")
    static let first = Option<String?>("first", "f", value: "TIME", "From when.")
    static let condition = Option<String?>("condition", "c", value: "COND", "Which rows.")
    static let interfaces = Option<[String]>(repeated: "interface", "i", value: "NAME", "Whose flows.")
    static let output = Option("output", "e", value: "FORMAT", default: Format.text, "How rows are printed.")
    static let ascending = Option(flag: "ascending", "a", "Smallest first.")
    static let verbose = Option(flag: "verbose", "v", "More.")
    static let columns = Argument<String>("COLUMNS", "What to group by.")
    static let files = Argument<[String]>(rest: "FILE", "More files.")
    static let topic = Argument<String?>(optional: "TOPIC", "About what.")
    static let store = Option<String?>("store", "d", value: "DIR", "The store.")

    static let root = Command(
        "keddah", "A sensor.", options: [store], example: "keddah run",
        subcommands: [
            Command(
                "query", "Asks the store.",
                parameters: [columns, files, limit, first, condition, interfaces, output, ascending, verbose],
                example: "keddah query time", body: { _ in .success }),
            Command("tail", "Follows.", parameters: [topic], example: "keddah tail", body: { _ in .success }),
            Command(
                "config", "The configuration.", example: "keddah config check",
                subcommands: [
                    Command("check", "Checks.", example: "keddah config check", body: { _ in .success }),
                    Command("show", "Shows.", example: "keddah config show", body: { _ in .success }),
                ]),
        ])

    private func parse(_ line: [String]) throws(UsageError) -> Invocation? {
        var parser = CommandLineParser(Self.root, line)
        guard case .run(_, let invocation) = try parser.parse() else { return nil }
        return invocation
    }

    private func query(_ words: String...) throws -> Invocation { try #require(try parse(["query", "time"] + words)) }

    private func failure(_ line: String...) -> String {
        do throws(UsageError) {
            _ = try parse(line)
            return "no error"
        } catch {
            return error.message
        }
    }

    @Test func `Options have their defaults`() throws {
        let invocation = try query()
        #expect(invocation.path == ["keddah", "query"])
        #expect(invocation[Self.columns] == "time")
        #expect(invocation[Self.files] == [])
        #expect(invocation[Self.limit] == 1000)
        #expect(invocation[Self.first] == nil)
        #expect(invocation[Self.interfaces] == [])
        #expect(invocation[Self.output] == .text)
        #expect(!invocation[Self.ascending])
        #expect(!invocation.isGiven(Self.limit))
    }

    @Test(arguments: [
        ["-n", "10"], ["-n10"], ["-n=10"], ["--limit", "10"], ["--limit=10"], ["--rows=10"], ["-an", "10"],
    ])
    func `An option is written in every usual way`(words: [String]) throws {
        let invocation = try #require(try parse(["query"] + words + ["time"]))
        #expect(invocation[Self.limit] == 10)
        #expect(invocation.isGiven(Self.limit))
        #expect(invocation[Self.columns] == "time")
    }

    @Test func `A value may begin with a dash, hold an equals sign, or be empty`() throws {
        #expect(try query("-f", "-1d")[Self.first] == "-1d")
        #expect(try query("--first", "-1d:-2h")[Self.first] == "-1d:-2h")
        #expect(try query("-f-1d")[Self.first] == "-1d")
        #expect(try query("-c", "dport = 443")[Self.condition] == "dport = 443")
        #expect(try query("--condition=a=b")[Self.condition] == "a=b")
        #expect(try query("--condition=")[Self.condition] == "")
        #expect(try query("-c", "")[Self.condition] == "")
        #expect(try query("-c", "-")[Self.condition] == "-")
        #expect(try query("-c=-n")[Self.condition] == "-n")
    }

    @Test func `Flags go together, options may repeat, the last one counts`() throws {
        let invocation = try query("-av", "-i", "eth0", "--interface=eth1", "-n", "1", "-n", "2")
        #expect(invocation[Self.ascending] && invocation[Self.verbose])
        #expect(invocation[Self.interfaces] == ["eth0", "eth1"])
        #expect(invocation[Self.limit] == 2)
    }

    @Test func `After two dashes everything is an argument`() throws {
        let invocation = try query("--", "-n", "--limit", "--", "-")
        #expect(invocation[Self.files] == ["-n", "--limit", "--", "-"])
        #expect(invocation[Self.limit] == 1000)
        #expect(try query("-")[Self.files] == ["-"])
    }

    @Test func `Subcommands take the options of those above them`() throws {
        let before = try #require(try parse(["--store", "x", "config", "check"]))
        let after = try #require(try parse(["config", "check", "-d", "x"]))
        #expect(before.path == ["keddah", "config", "check"])
        #expect(before[Self.store] == "x" && after[Self.store] == "x")
        #expect(try #require(try parse(["tail"]))[Self.topic] == nil)
        #expect(try #require(try parse(["tail", "statements"]))[Self.topic] == "statements")
    }

    @Test func `What is not understood names what is near`() {
        #expect(failure("qurey") == "there is no command \"qurey\"; did you mean query?")
        #expect(failure("config", "chek") == "there is no command \"chek\"; did you mean check?")
        #expect(failure("query", "--limt", "1") == "there is no option \"--limt\"; did you mean --limit?")
        #expect(failure("query", "--limt=1") == "there is no option \"--limt\"; did you mean --limit?")
        #expect(failure("query", "-limit", "1") == "there is no option \"-limit\"; did you mean --limit?")
        #expect(failure("query", "-x") == "there is no option \"-x\"")
        #expect(failure("frobnicate") == "there is no command \"frobnicate\"")
    }

    @Test func `What is wrong says what would be right`() {
        #expect(failure("query", "time", "-n") == "the option -n needs a value, -n=N")
        #expect(failure("query", "time", "-c", "-n", "1") == "the option -c needs a value, -c=COND")
        #expect(failure("query", "time", "-c", "--limit=1") == "the option -c needs a value, -c=COND")
        #expect(failure("query", "time", "--ascending=yes") == "the option --ascending takes no value")
        #expect(failure("query", "time", "-a=yes") == "the option -a takes no value")
        #expect(failure("query", "time", "-n", "ten") == "--limit: \"ten\" is not a whole number")
        #expect(
            failure("query", "time", "-e", "jsn")
                == "--output: \"jsn\" is not one of text, json, csv; did you mean json?")
        #expect(failure("query") == "COLUMNS is missing: What to group by.")
        #expect(failure("tail", "a", "b") == "\"b\" is one argument too many")
        #expect(failure("config") == "a command is missing: check, show")
        #expect(failure("--store", "x") == "a command is missing: query, tail, config")
    }

    @Test(arguments: [
        ([], "keddah"), (["--help"], "keddah"), (["-h"], "keddah"), (["help"], "keddah"), (["help", "query"], "query"),
        (["query", "--help"], "query"), (["query", "-ah"], "query"), (["config", "check", "--help"], "check"),
        (["query", "time", "--limit", "3", "-h"], "query"),
    ])
    func `Help is found wherever it is asked for`(line: [String], name: String) throws {
        var parser = CommandLineParser(Self.root, line)
        guard case .help(let commands) = try parser.parse() else {
            Issue.record("no help")
            return
        }
        #expect(commands.last?.name == name)
    }
}
