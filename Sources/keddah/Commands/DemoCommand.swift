import Arguments

/// `keddah demo`.
enum DemoCommand {
    private static let seconds = Option<Int>(
        "seconds", value: "N", default: 12, "How long the shop's traffic lasts.")
    private static let keep = Option<Bool>(
        flag: "keep", nil, "Leave the database and the sensor running, and say how to use and stop them.")

    static let command = Command(
        "demo", "Shows the sensor at work before a throwaway PostgreSQL, with the traffic of a small shop.",
        discussion: """
            Needs Debian's PostgreSQL on this machine, but none of its databases: the demonstration makes its own in a \
            temporary folder, on a free port, and removes it at the end. When root runs it, the database runs as the \
            user postgres.
            """,
        parameters: [seconds, keep], example: "keddah demo --seconds 5"
    ) { invocation in
        guard (1...86_400).contains(invocation[seconds]) else {
            throw UsageError(path: invocation.path, "--seconds must be 1 to 86400, not \(invocation[seconds])")
        }
        do {
            try Demo(seconds: invocation[seconds], keeps: invocation[keep]).run()
            return .success
        } catch DemoFailure.interrupted(let signal) {
            Terminal.writeError("keddah: interrupted; everything is removed\n")
            return ExitStatus(rawValue: 128 + signal)
        }
    }
}
