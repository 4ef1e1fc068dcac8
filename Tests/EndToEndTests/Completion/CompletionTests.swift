import TestSupport
import Testing

/// Completion where users have it: in interactive shells.
@Suite struct CompletionTests {
    private static let repository = {
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/")
    }()

    /// What a shell makes of a line and a number of Tabs, and what it showed meanwhile.
    private func typed(_ shell: String, _ line: String, tabs: Int = 1) throws -> (line: String, shown: String) {
        let script = Self.repository + "/scripts/type-in-shell"
        let result = try ChildProcess.run([script, shell, Keddah.folder, line, "\(tabs)"])
        guard result.status == 0 else { throw Unavailable(result.errors + result.output) }
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (String(lines[0]), lines.dropFirst().joined(separator: "\n"))
    }

    @Test(
        arguments: [
            ("keddah que", "keddah query "), ("keddah config rel", "keddah config reload "),
            ("keddah query sip,dp", "keddah query sip,dport"), ("keddah query --fro", "keddah query --from "),
            ("keddah query --from=fl", "keddah query --from=flows "), ("keddah query -e j", "keddah query -e json "),
            ("keddah query -c 'dp", "keddah query -c 'dport "), ("keddah query -c dp", "keddah query -c 'dport "),
            ("keddah query -c 'dport = 443 & snet", "keddah query -c 'dport = 443 & snet "),
            ("keddah import csv --table inc", "keddah import csv --table incidents "),
            ("keddah config check --config /etc/passw", "keddah config check --config /etc/passwd "),
            ("keddah query -d /usr/includ", "keddah query -d /usr/include/"),
        ], ["bash", "zsh"])
    func `A line is completed`(line: (typed: String, completed: String), shell: String) throws {
        let completed = try typed(shell, line.typed).line
        // Whether there is another file that begins so, the shell knows.
        if line.typed.contains("/etc/") {
            #expect(completed.hasPrefix("keddah config check --config /etc/passwd"))
        } else {
            #expect(completed == line.completed)
        }
    }

    @Test(arguments: ["bash", "zsh"])
    func `Several words are listed`(shell: String) throws {
        let shown = try typed(shell, "keddah query -c 'dport = 443 & by", tabs: 3).shown
        #expect(shown.contains("bytes_rcvd") && shown.contains("bytes_sent"))
        #expect(try typed(shell, "keddah co", tabs: 2).shown.contains("completion"))
    }

    @Test(arguments: [
        ("keddah que", "query"), ("keddah query sip,dp", "sip,dport"), ("keddah query --from=fl", "--from=flows"),
        ("keddah query -c 'dport = 443 & sne", "dport = 443 & snet ="), ("keddah query -c 'dp", "dport in ("),
        ("keddah import csv /etc/passw", "/etc/passwd"), ("keddah query -d /usr/includ", "/usr/include/"),
    ])
    func `fish completes too`(line: String, candidate: String) throws {
        let quoted = line.replacing("'", with: "\\'")
        let script = "\(Keddah.program) completion fish | source; complete -C '\(quoted)'"
        let folder = TemporaryFolder()
        let result = try ChildProcess.run(
            ["/usr/bin/fish", "--no-config", "-c", "set -x PATH \(Keddah.folder) $PATH; \(script)"],
            environment: ["HOME": folder.path])
        let candidates = result.output.split(separator: "\n").map { $0.split(separator: "\t").first.map(String.init) }
        #expect(candidates.contains(candidate), "\(result.output)\(result.errors)")
    }

    @Test(arguments: ["", "keddah", "keddah nothing ", "keddah query -c 'x y ", "keddah query --nothing=", "\u{1}"])
    func `Nothing is said about a line that makes no sense`(line: String) throws {
        for shell in ["bash", "zsh", "fish"] {
            let result = try Keddah.run(["complete", shell, line])
            #expect(result.status == 0)
            #expect(result.errors.isEmpty)
            #expect(result.output.hasPrefix("words"))
        }
    }

    @Test func `Interfaces are those of the store`() throws {
        let folder = TemporaryFolder()
        let store = folder.path + "/store"
        for name in ["eth0", "eth1", "wlan0"] {
            let file = try folder.write("time,bytes_rcvd\n1700000000,1\n", to: "\(name).csv")
            #expect(try Keddah.run(["import", "csv", file, "-d", store, "-i", name]).status == 0)
        }
        func words(_ line: String) throws -> [String] {
            try Keddah.run(["complete", "zsh", line]).output.split(separator: "\n").dropFirst().map(String.init)
        }
        #expect(try words("keddah import csv -d \(store) -i e") == ["eth0", "eth1"])
        #expect(try words("keddah query -d \(store) -c 'iface = w").first == "iface = wlan0 &")
    }
}
