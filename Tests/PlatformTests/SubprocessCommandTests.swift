import Glibc
import Testing

@testable import Platform

@Suite struct SubprocessCommandTests {
    /// What a shell command writes, with a child's settings changed by `change`.
    private func output(_ script: String, _ change: (inout SubprocessCommand) -> Void = { _ in }) throws -> String {
        let folder = try PrivateFolder(in: "/tmp", named: "keddah-child")
        defer { folder.remove() }
        var command = SubprocessCommand("/bin/sh", ["-c", script])
        command.output = .file("\(folder.path)/output")
        command.errorOutput = .null
        change(&command)
        try command.start().wait()
        let file = try FileDescriptor.open("\(folder.path)/output", flags: O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = try file.read(into: &bytes)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test func `Arguments, variables and the directory arrive`() throws {
        let text = try output("echo \"$1|$KEDDAH_CHILD|$(pwd)\"; echo \"${HOME-none}\"; test -n \"$PATH\" && echo path")
        { command in
            command.arguments += ["sh", "two words"]
            command.environment = ["KEDDAH_CHILD": "a=b", "HOME": nil]
            command.directory = "/usr"
        }
        #expect(text == "two words|a=b|/usr\nnone\npath\n")
    }

    @Test func `It may be started by another name`() throws {
        #expect(try output("tr '\\0' ' ' </proc/$$/cmdline") { $0.name = "another" }.hasPrefix("another -c "))
    }

    @Test func `Input is empty unless given`() throws {
        #expect(try output("cat; echo end") == "end\n")
        let folder = try PrivateFolder(in: "/tmp", named: "keddah-child")
        defer { folder.remove() }
        let file = try folder.write("from a file\n", to: "input")
        #expect(try output("cat") { $0.input = .file(file) } == "from a file\n")
    }

    @Test func `Blocked and ignored signals are not handed down`() throws {
        var (mask, before) = (sigset_t(), sigset_t())
        sigemptyset(&mask)
        sigaddset(&mask, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &mask, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        #expect(try SubprocessCommand("/bin/sh", ["-c", "kill $$; exit 3"]).start().wait() == .killed(SIGTERM))
    }

    @Test func `A program that is not there is said so`() {
        #expect(throws: SystemError(code: ENOENT, operation: "start /nowhere/program")) {
            try SubprocessCommand("/nowhere/program").start()
        }
    }
}
