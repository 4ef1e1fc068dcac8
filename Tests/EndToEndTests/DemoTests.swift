import Glibc
import Platform
import Testing

/// `keddah demo` as a newcomer runs it, from another directory. Needs PostgreSQL.
@Suite(.serialized) struct DemoTests {
    /// A demonstration that runs, with its folder below one of the test's own where it may choose.
    private struct Run {
        let folder: PrivateFolder
        let process: Subprocess

        init(_ arguments: [String]) throws {
            folder = try PrivateFolder(in: "/tmp", named: "keddah-demo-test")
            var command = SubprocessCommand(DemoTests.program, ["demo"] + arguments)
            command.directory = "/"
            command.environment = ["TMPDIR": folder.path, "NO_COLOR": "1"]
            command.output = .file("\(folder.path)/output")
            command.errorOutput = .file("\(folder.path)/errors")
            process = try command.start()
        }

        var output: String { text("output") }
        var errors: String { text("errors") }

        private func text(_ name: String) -> String {
            guard let file = try? FileDescriptor.open("\(folder.path)/\(name)", flags: O_RDONLY) else { return "" }
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = (try? file.read(into: &bytes)) ?? 0
            return String(decoding: bytes[..<count], as: UTF8.self)
        }

        /// The folder that the demonstration says it uses.
        var place: String? {
            output.split(separator: "\n").first { $0.hasPrefix("Everything is in ") }
                .map { String($0.dropFirst(17).prefix { $0 != "," && $0 != " " }) }
        }

        /// Waits until the demonstration has written a text.
        func wait(forOutput text: String) {
            for _ in 0..<600 where !output.contains(text) { process.wait(atMostMilliseconds: 100) }
        }
    }

    /// The program that was built with the tests.
    private static var program: String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        let tests = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        let folders = tests.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return folders.joined(separator: "/") + "/keddah"
    }

    /// The processes whose command lines mention a folder.
    private func processes(mentioning folder: String) throws -> String {
        let result = try PrivateFolder(in: "/tmp", named: "keddah-demo-test")
        defer { result.remove() }
        // In a file, so that the search does not find itself.
        let pattern = try result.write(folder + "\n", to: "pattern")
        var command = SubprocessCommand("/bin/sh", ["-c", "grep -lsFf \(pattern) /proc/[0-9]*/cmdline"])
        command.output = .file("\(result.path)/found")
        try command.start().wait()
        let file = try FileDescriptor.open("\(result.path)/found", flags: O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        return String(decoding: bytes[..<(try file.read(into: &bytes))], as: UTF8.self)
    }

    @Test(.timeLimit(.minutes(2)))
    func `It answers, and leaves nothing behind`() throws {
        let run = try Run(["--seconds", "3"])
        defer { run.folder.remove() }
        #expect(run.process.wait() == .exited(0), "\(run.errors)")
        let place = try #require(run.place)
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("  web@shop storefront 127.0.0.1  "), "a line of the tail")
        // The largest piece of work of all, whatever the dice of the others say.
        #expect(run.output.contains("  analyze orders\n"))
        #expect(run.output.contains("storefront") && run.output.contains("stock-import"))
        for sqlstate in ["23514", "23505", "22P02", "42P01", "42501"] { #expect(run.output.contains(sqlstate)) }
        #expect(run.output.contains("select id, name, price from products where name = $1 union select id, email"))
        #expect(run.output.split(separator: "\n").contains { $0.contains("scram-sha-256  6.00") })
        #expect(!run.output.contains("\u{1b}"))
        #expect(access(place, F_OK) != 0)
        #expect(try processes(mentioning: place).isEmpty)
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["✓ PostgreSQL", "$ keddah tail"])
    func `It cleans up when it is interrupted`(moment: String) throws {
        let run = try Run(["--seconds", "60"])
        defer { run.folder.remove() }
        run.wait(forOutput: moment)
        run.process.send(SIGINT)
        #expect(run.process.wait() == .exited(130))
        let place = try #require(run.place)
        #expect(access(place, F_OK) != 0)
        #expect(try processes(mentioning: place).isEmpty)
    }
}
