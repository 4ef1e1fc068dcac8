import Synchronization
import Testing

@testable import Arguments

@Suite struct ProgramTests {
    private struct Trouble: Error, CustomStringConvertible {
        var description: String { "the disk is full\nand so is the other" }
    }

    private final class Transcript: Sendable {
        let output = Mutex("")
        let errors = Mutex("")
    }

    private let transcript = Transcript()

    private func run(_ line: String...) -> Arguments.ExitStatus {
        let transcript = transcript
        let table = Command(
            "k", "A program.", example: "k go",
            subcommands: [
                Command("go", "Goes.", example: "k go", body: { _ in Arguments.ExitStatus(rawValue: 3) }),
                Command("fail", "Fails.", example: "k fail", body: { _ in throw Trouble() }),
                Command(
                    "refuse", "Refuses.", example: "k refuse",
                    body: { throw UsageError(path: $0.path, "--a and --b exclude each other") }),
            ])
        let program = Program(
            table, width: 80, output: { text in transcript.output.withLock { $0 += text } },
            errorOutput: { text in transcript.errors.withLock { $0 += text } },
            status: { $0 is Trouble ? .configuration : .failure })
        return program.run(line)
    }

    private var output: String { transcript.output.withLock { $0 } }
    private var errors: String { transcript.errors.withLock { $0 } }

    @Test func `A command's status is the program's`() {
        #expect(run("go") == Arguments.ExitStatus(rawValue: 3))
        #expect(output.isEmpty && errors.isEmpty)
    }

    @Test func `Help is output`() {
        #expect(run("go", "--help") == .success)
        #expect(output.hasPrefix("Goes.\n\nUsage: k go [options]\n"))
        #expect(errors.isEmpty)
    }

    @Test func `A usage error says how to get help`() {
        #expect(run("g") == .usage)
        #expect(errors == "k: there is no command \"g\"; did you mean go?\nTry 'k --help'.\n")
        #expect(output.isEmpty)
    }

    @Test func `A command can find its arguments wrong itself`() {
        #expect(run("refuse") == .usage)
        #expect(errors == "k refuse: --a and --b exclude each other\nTry 'k refuse --help'.\n")
    }

    @Test func `What a command throws is said`() {
        #expect(run("fail") == .configuration)
        #expect(errors == "k: the disk is full\nk: and so is the other\n")
    }
}
