import Testing

@testable import Arguments

@Suite struct CompleterTests {
    private enum Format: String, ArgumentValue, CaseIterable {
        case text, json
    }

    private static let root: Command = Command(
        "tool", "A tool.", options: [Option<String?>("config", value: "FILE", completion: .file, "A file.")],
        example: "tool",
        subcommands: [
            Command(
                "ask", "Asks.",
                parameters: [
                    Argument<String>("COLUMNS", completion: .named("columns"), "Columns."),
                    Argument<String?>(optional: "FILE", completion: .file, "A file."),
                    Option<Format>("output", "e", value: "FORMAT", default: .text, "How."),
                    Option<String?>("store", "d", value: "DIR", completion: .directory, "Where."),
                    Option<Bool>(flag: "all", "a", "All."),
                    Option<[String]>(repeated: "word", "w", value: "WORD", "Words."),
                ], example: "tool ask a"
            ) { _ in .success },
            Command("secret", "For programs.", example: "tool secret", isHidden: true) { _ in .success },
        ])

    private func answer(_ line: String) -> CompletionAnswer {
        Completer.answer(Self.root, Array(ShellWords(line).words.dropFirst())) { request in
            let store = request.text(of: Option<String?>("store", "d", value: "DIR", "Where."))
            return CompletionAnswer(
                [CompletionCandidate("\(request.name):\(request.value):\(store ?? "-"):\(request.path.count)")],
                goesOn: true)
        }
    }

    private func words(_ line: String) -> [String] { answer(line).candidates.map(\.text) }

    @Test(arguments: [
        ("tool ", ["ask"]), ("tool a", ["ask"]), ("tool s", []), ("tool x", []), ("tool --c", ["--config"]),
        ("tool ask -e ", ["text", "json"]), ("tool ask -e j", ["json"]), ("tool ask -ej", ["-ejson"]),
        ("tool ask -ae=", ["-ae=text", "-ae=json"]), ("tool ask --output=t", ["--output=text"]),
        ("tool ask --output t", ["text"]), ("tool ask a,b", ["columns:a,b:-:2"]),
        ("tool ask -d x -a ", ["columns::x:2"]), ("tool ask --store=y --config z 'a b", ["columns:a b:y:2"]),
        ("tool ask -dq c", ["columns:c:q:2"]), ("tool ask -- -x", ["columns:-x:-:2"]), ("tool ask -- c f x", []),
        ("tool ask --st", ["--store"]), ("tool ask -a --a", []), ("tool ask -w x --wo", ["--word"]),
        ("tool ask --nothing=", []), ("tool ask --al", ["--all"]), ("tool --config f as", ["ask"]),
    ])
    func `What may stand at the cursor follows from the table`(line: String, expected: [String]) {
        #expect(words(line) == expected)
    }

    @Test func `Files and directories are the shell's business`() {
        #expect(answer("tool --config ").source == .files)
        #expect(answer("tool ask c ").source == .files)
        #expect(answer("tool ask -d ").source == .directories)
    }

    @Test func `After the last argument come options, each once`() {
        let words = words("tool ask c f -e json ")
        #expect(words.contains("--store") && words.contains("-d") && words.contains("--help"))
        #expect(!words.contains("--output") && !words.contains("-e"))
        #expect(words.contains("--config"))
    }

    @Test func `A hidden command stands in no help and runs`() {
        #expect(!HelpText([Self.root], width: 80).text.contains("secret"))
        #expect(Program(Self.root, output: { _ in }).run(["secret"]) == .success)
    }

    @Test(
        arguments: [
            ("", [""], nil), ("a b", ["a", "b"], nil), ("a  b ", ["a", "b", ""], nil), ("a 'b c", ["a", "b c"], "'"),
            ("a \"b 'c", ["a", "b 'c"], "\""), ("a\\ b c", ["a b", "c"], nil), ("'a'\"b\"c", ["abc"], nil),
            ("a ''", ["a", ""], nil), ("\"a\\\"b", ["a\"b"], "\""), ("a 'b\\", ["a", "b\\"], "'"),
        ] as [(String, [String], Character?)])
    func `A line is cut as shells do`(line: String, words: [String], quote: Character?) {
        let cut = ShellWords(line)
        #expect(cut.words == words)
        #expect(cut.openQuote == quote)
    }

    @Test func `An answer replaces what the shell takes for the word`() {
        let answer = CompletionAnswer([CompletionCandidate("--from=flows", help: "a\nb")])
        let words = ShellWords("tool --from=fl")
        #expect(Shell.bash.text(answer, words, current: "fl") == "words\nflows\ta b\n")
        #expect(Shell.zsh.text(answer, words, current: nil) == "words\n--from=flows\ta b\n")
    }

    @Test func `A word with spaces is quoted unless it is already`() {
        let answer = CompletionAnswer([CompletionCandidate("a = b")], goesOn: true)
        #expect(Shell.bash.text(answer, ShellWords("tool a"), current: "a") == "words nospace\n'a = b\n")
        #expect(Shell.bash.text(answer, ShellWords("tool 'a"), current: "a") == "words nospace\na = b\n")
        #expect(Shell.fish.text(answer, ShellWords("tool a"), current: nil) == "words nospace\na = b\n")
        let whole = CompletionAnswer([CompletionCandidate("a b")])
        #expect(Shell.zsh.text(whole, ShellWords("tool a"), current: nil) == "words\n'a b'\n")
    }
}
